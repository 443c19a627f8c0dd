using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nuka.Build.Images;
using Nuka.Build.Roots;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Store;

namespace Nuka.Build.Tests.Images;

/// <summary>Images: the same bytes each time, and what another tool makes of them.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ImageTests : IDisposable
{
    private readonly string top = Directory.CreateTempSubdirectory("nuka-image-").FullName;
    private readonly ContentStore store;

    public ImageTests() => store = ContentStore.Open(new StoreOptions { Directory = this["store"], TimeProvider = TimeProvider.System });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string this[string name] => Path.Combine(top, name);

    public void Dispose()
    {
        store.Dispose();
        Processes.Run(new ProcessStartInfo("chmod", ["-R", "u+rwX", top]));
        Directory.Delete(top, recursive: true);
    }

    [Fact]
    public void The_same_image_is_the_same_bytes_and_each_name_is_the_digest_of_its_file()
    {
        ImageContent content = Content(Tree("usr/bin/tool*=tool", "etc/name=a"), Tree("usr/share/b=b"));
        ImageTarget.WriteFile(this["one.tar"], layout => Write(content, layout));
        ImageTarget.WriteFile(this["two.tar"], layout => Write(content, layout));
        ImageTarget.WriteDirectory(this["image"], layout => Write(content, layout));
        Assert.Equal(File.ReadAllBytes(this["one.tar"]), File.ReadAllBytes(this["two.tar"]));
        Assert.All(Directory.GetFiles(this["image/blobs/sha256"]), file =>
            Assert.Equal(Path.GetFileName(file), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))));
        Directory.CreateDirectory(this["unpacked"]);
        Run("tar", "-xf", this["one.tar"], "-C", this["unpacked"]);
        Run("diff", "-r", this["unpacked"], this["image"]);
        Assert.Empty(Directory.GetFileSystemEntries(top, ".nuka-*"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_digests_of_layers_are_those_of_what_is_in_them(bool compressed)
    {
        ImageTarget.WriteDirectory(this["image"], layout => Write(Content(Tree("a=a"), Tree("b=b")), layout, compressed));
        using JsonDocument index = Json("index.json");
        JsonElement manifest = index.RootElement.GetProperty("manifests")[0];
        Assert.Equal("localhost/tool:1", manifest.GetProperty("annotations").GetProperty("org.opencontainers.image.ref.name").GetString());
        using JsonDocument said = Json(Blob(manifest));
        using JsonDocument config = Json(Blob(said.RootElement.GetProperty("config")));
        string[] inside = [.. config.RootElement.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(id => id.GetString()!)];
        JsonElement[] layers = [.. said.RootElement.GetProperty("layers").EnumerateArray()];
        Assert.Equal(inside.Length, layers.Length);
        Assert.Equal(inside.Length, config.RootElement.GetProperty("history").GetArrayLength());
        foreach ((JsonElement layer, string id) in layers.Zip(inside))
        {
            using FileStream file = File.OpenRead(this[Path.Combine("image", Blob(layer))]);
            Assert.Equal(file.Length, layer.GetProperty("size").GetInt64());
            using Stream content = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
            Assert.Equal(id, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}");
            Assert.Equal(compressed, layer.GetProperty("mediaType").GetString()!.EndsWith("+gzip", StringComparison.Ordinal));
        }

        using JsonDocument docker = Json("manifest.json");
        Assert.Equal(layers.Select(Blob), docker.RootElement[0].GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()!));
    }

    [Fact]
    public void Another_tool_unpacks_it_and_its_program_runs_there()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/umoci"), "skipped: umoci is not installed");
        File.WriteAllText(this["tool.c"], "#include <stdio.h>\n#include <pwd.h>\nint main(void) { puts(getpwuid(0)->pw_dir); return remove(\"/tmp/none\") == 0; }\n");
        Run("gcc", "-o", this["tool"], this["tool.c"]);
        Digest libraries = Tree(
            "bin>usr/bin", "lib64>usr/lib64", "lib>usr/lib", $"usr/lib64/ld-linux-x86-64.so.2*@/lib64/ld-linux-x86-64.so.2",
            "usr/lib/x86_64-linux-gnu/libc.so.6*@/lib/x86_64-linux-gnu/libc.so.6", "tmp/kept=x");
        ImageContent content = Content(libraries, Tree($"usr/bin/tool*@{this["tool"]}", $"usr/bin/again*@{this["tool"]}", "usr/share/name=other"));
        ImageTarget.WriteDirectory(this["image"], layout => Write(content, layout));
        Run("umoci", "unpack", "--rootless", "--image", $"{this["image"]}:localhost/tool:1", this["bundle"]);
        string root = this["bundle/rootfs"];
        Assert.Equal("other", File.ReadAllText(Path.Combine(root, "usr/share/name")));
        Assert.Equal((UnixFileMode)0x3FF, File.GetUnixFileMode(Path.Combine(root, "tmp")));
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(Path.Combine(root, "root")));
        Assert.True(Directory.Exists(Path.Combine(root, "proc")) && Directory.Exists(Path.Combine(root, "var/tmp")));
        Assert.Equal("/root\n", Run("bwrap", "--unshare-user", "--uid", "0", "--bind", root, "/", "/bin/again"));
    }

    [Fact]
    public void Layers_do_not_depend_on_the_order_of_packages_and_are_never_too_many()
    {
        OwnedTree runtime = new("runtime", Blake3.Hash("runtime"u8));
        OwnedTree[] trees = [.. Enumerable.Range(0, 300).Select(number => new OwnedTree($"{number}", Blake3.Hash([(byte)number, (byte)(number >> 8)])))];
        foreach (int count in (int[])[0, 1, ImageLayers.Limit - 1, ImageLayers.Limit, 300])
        {
            ImmutableArray<ImageLayer> layers = ImageLayers.Of(runtime, trees.Take(count));
            Assert.True(layers.Length <= ImageLayers.Limit);
            Assert.Equal(Math.Min(count + 1, ImageLayers.Limit), layers.Length);
            Assert.Equal(trees.Take(count).Select(tree => tree.Tree).Order(), layers.Skip(1).SelectMany(layer => layer.Trees).Order());
            Assert.Equal(Text(layers), Text(ImageLayers.Of(runtime, trees.Take(count).Reverse().Concat([runtime]))));
        }

        static string Text(ImmutableArray<ImageLayer> layers) => string.Join('\n', layers.Select(layer => $"{layer.Owner} {string.Join(' ', layer.Trees)}"));
    }

    [Fact]
    public void Trees_of_one_layer_are_united()
    {
        ImageContent content = Content(Tree("a=a")) with { Layers = [new ImageLayer("all", [Tree("d/one=1", "d/same=s"), Tree("d/two=2", "d/same=s", "e=e")])] };
        ImageTarget.WriteDirectory(this["image"], layout => Write(content, layout, compressed: false));
        using JsonDocument docker = Json("manifest.json");
        string list = Run("tar", "-tf", this[Path.Combine("image", docker.RootElement[0].GetProperty("Layers")[0].GetString()!)]);
        Assert.Equal("d/\nd/one\nd/same\nd/two\ne\n", list);
    }

    [Fact]
    public void What_exists_is_left_alone_and_what_fails_leaves_nothing()
    {
        ImageContent content = Content(Tree("a=a"));
        File.WriteAllText(this["taken"], "mine");
        Assert.Equal("build/image-exists", Refused(() => ImageTarget.WriteFile(this["taken"], layout => Write(content, layout))).Code);
        Assert.Equal("build/image-exists", Refused(() => ImageTarget.WriteDirectory(this["taken"], layout => Write(content, layout))).Code);
        Assert.Equal("mine", File.ReadAllText(this["taken"]));
        Assert.Equal("build/image-failed", Refused(() => ImageTarget.WriteFile(this["none/x.tar"], layout => Write(content, layout))).Code);
        Assert.Equal("build/image-failed", Refused(() => ImageTarget.WriteFile(this["x.tar"], _ => throw new IOException("No space left on device"))).Code);
        Assert.Equal(["store", "taken"], Directory.GetFileSystemEntries(top).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("1.6", "1.6")]
    [InlineData("1:2+git~3", "1-2-git-3")]
    [InlineData("..-", "latest")]
    public void A_version_becomes_a_tag(string version, string tag) => Assert.Equal(tag, PackageImage.TagOf(version));

    [Fact]
    public void The_file_of_a_dev_container_loads_the_image_and_starts_it()
    {
        using JsonDocument json = JsonDocument.Parse(DevContainer.Write("a \"project\"", Content(Tree("a=a")), ".devcontainer"));
        Assert.Equal("a \"project\"", json.RootElement.GetProperty("name").GetString());
        Assert.Equal("localhost/tool:1", json.RootElement.GetProperty("image").GetString());
        Assert.Equal("docker load --quiet --input .devcontainer/image.tar", string.Join(' ', json.RootElement.GetProperty("initializeCommand").EnumerateArray().Select(word => word.GetString())));
    }

    private static ImageContent Content(params Digest[] trees) => new()
    {
        Layers = ImageLayers.Of(new OwnedTree("runtime", trees[0]), trees.Skip(1).Select(tree => new OwnedTree("package", tree))),
        Architecture = "amd64",
        Name = "localhost/tool",
        Tag = "1",
        Entrypoint = ["/usr/bin/tool"],
        Environment = PackageImage.Variables,
    };

    private void Write(ImageContent content, string layout, bool compressed = true) => new ImageWriter(store, SilentProgress.Instance).Write(content, compressed, layout, Stop);

    /// <summary>A tree of entries: <c>path=text</c>, <c>path@file</c>, <c>path>target</c>; a star before the sign for an executable file.</summary>
    private Digest Tree(params string[] entries)
    {
        using TreeWriter writer = store.BeginTree();
        foreach (string entry in entries)
        {
            int at = entry.IndexOfAny(['=', '@', '>']);
            byte[] path = Encoding.UTF8.GetBytes(entry[..at].TrimEnd('*'));
            string rest = entry[(at + 1)..];
            if (entry[at] == '>')
            {
                writer.AddSymlink(path, Encoding.UTF8.GetBytes(rest));
            }
            else
            {
                writer.AddFile(path, entry[at - 1] == '*', entry[at] == '@' ? File.ReadAllBytes(rest) : Encoding.UTF8.GetBytes(rest));
            }
        }

        return writer.Commit(Stop);
    }

    private static Problem Refused(Action action) => Assert.Throws<NukaException>(action).Problem;

    private JsonDocument Json(string name) => JsonDocument.Parse(File.ReadAllBytes(this[Path.Combine("image", name)]));

    private static string Blob(JsonElement descriptor) => "blobs/" + descriptor.GetProperty("digest").GetString()!.Replace(':', '/');

    private static string Run(string program, params string[] arguments)
    {
        Outcome outcome = Processes.Run(new ProcessStartInfo(program, arguments));
        Assert.True(outcome.Code == 0, $"{program}: {outcome.Errors}");
        return outcome.Output;
    }
}
