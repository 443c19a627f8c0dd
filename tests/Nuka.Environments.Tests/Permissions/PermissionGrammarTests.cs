using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;

namespace Nuka.Environments.Tests.Permissions;

public sealed class PermissionGrammarTests
{
    [Theory]
    [InlineData("network", "network=host")]
    [InlineData("network=none", "network=none")]
    [InlineData("path=/data", "path=/data:ro")]
    [InlineData("path=/data/:rw", "path=/data:rw")]
    [InlineData("path=/data/../etc/./x:ro", "path=/etc/x:ro")]
    [InlineData("path=~/notes:rw", "path=/home/ada/notes:rw")]
    [InlineData("path=~", "path=/home/ada:ro")]
    [InlineData("path=/a:b:rw", "path=/a:b:rw")]
    [InlineData("path=/", "path=/:ro")]
    [InlineData("env=EDITOR", "env=EDITOR")]
    [InlineData("device=gpu", "device=gpu")]
    [InlineData("display", "display=wayland")]
    [InlineData("session-bus=org.example.Service", "session-bus=org.example.Service")]
    [InlineData("session-bus=org.example.*", "session-bus=org.example.*")]
    [InlineData("portals", "portals")]
    [InlineData("user-namespaces", "user-namespaces")]
    [InlineData("git-config", "git-config")]
    [InlineData("port=08080", "port=8080")]
    public void What_a_person_writes_has_one_canonical_form(string written, string canonical)
    {
        Permission permission = PermissionGrammar.Parse(written, "/home/ada");
        Assert.Equal(canonical, permission.ToString());
        Assert.Equal(permission, PermissionGrammar.Parse(canonical, "/elsewhere"));
    }

    [Theory]
    [InlineData("path=data", "/here/data:ro")]
    [InlineData("path=./data/../x:rw", "/here/x:rw")]
    [InlineData("path=.", "/here:ro")]
    [InlineData("path=../y", "/y:ro")]
    [InlineData("path=/abs", "/abs:ro")]
    [InlineData("path=~/x", "/home/ada/x:ro")]
    public void On_the_command_line_a_path_counts_from_where_the_person_stands(string text, string value) =>
        Assert.Equal(value, PermissionGrammar.Parse(text, "/home/ada", directory: "/here").Value);

    [Theory]
    [InlineData("path=")]
    [InlineData("path=:rw")]
    [InlineData("path=~ada/x")]
    [InlineData("path=a\0b")]
    public void On_the_command_line_too_a_path_must_be_one(string text) =>
        Assert.Equal("environments/bad-permission", Assert.Throws<NukaException>(() => PermissionGrammar.Parse(text, "/home/ada", directory: "/here")).Problem.Code);

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("everything")]
    [InlineData("network=all")]
    [InlineData("path=")]
    [InlineData("path=data")]
    [InlineData("path=:rw")]
    [InlineData("path=~ada/x")]
    [InlineData("path=/a\0b")]
    [InlineData("env=")]
    [InlineData("env=A-B")]
    [InlineData("env=1A")]
    [InlineData("env=*")]
    [InlineData("device=disk")]
    [InlineData("device")]
    [InlineData("session-bus=")]
    [InlineData("session-bus=*")]
    [InlineData("session-bus=org")]
    [InlineData("session-bus=org..x")]
    [InlineData("session-bus=org.1x")]
    [InlineData("session-bus=org.*.x")]
    [InlineData("portals=yes")]
    [InlineData("port=0")]
    [InlineData("port=65536")]
    [InlineData("port=-1")]
    public void Anything_else_is_refused_with_a_hint(string written)
    {
        NukaException refused = Assert.Throws<NukaException>(() => PermissionGrammar.Parse(written, "/home/ada"));
        Assert.Equal("environments/bad-permission", refused.Problem.Code);
        Assert.NotEmpty(refused.Problem.Hints);
    }
}
