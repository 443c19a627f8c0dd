using System.Net;
using System.Net.Sockets;
using System.Text;
using Nuka.Build.Realisations;
using Nuka.Build.Roots;
using Nuka.Content.Hashing;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Trust.Exports;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Build.Tests.Building;

/// <summary>A build that has the network: only where both ask for it, and marked wherever it reaches.</summary>
[Trait("tier", "sample")]
public sealed class ImpureBuildTests(LauncherBuild launcher) : BuildBench(launcher)
{
    private static readonly BuildLimits Allowing = new() { AllowsImpure = true };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_package_has_the_network_only_if_it_asks_and_the_person_allows_it()
    {
        using Answerer server = new("from afar");
        string step = $"mkdir ($env.out | path join usr/share); http get --raw {server.Address} | save ($env.out | path join usr/share/word)";
        Package("asker", step, more: "--impure \"it asks a server\"");
        Problem problem = await RefusalAsync("asker");
        Assert.Equal("build/impure", problem.Code);
        Assert.Contains(problem.Reasons, line => line.Contains("it asks a server", StringComparison.Ordinal));
        Assert.Equal(0, server.Asked);

        BuiltPackage built = await BuildAsync("asker", Allowing);
        Assert.Equal("from afar", Text(built, "usr/share/word"));
        Assert.Equal(1, server.Asked);
        Assert.False((await BuildAsync("asker")).WasBuilt); // what was allowed once is not asked for again

        Package("silent", step);
        Assert.Equal("build/failed", (await RefusalAsync("silent", Allowing)).Code);
        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task Everything_that_is_made_from_it_is_marked_and_has_no_network_itself()
    {
        using Answerer server = new("x");
        const string Made = """mkdir ($env.out | path join usr/share); "x" | save ($env.out | path join usr/share/{0})""";
        Package("below", Made.Replace("{0}", "below", StringComparison.Ordinal), more: "--impure test");
        Package("middle", Made.Replace("{0}", "middle", StringComparison.Ordinal), "below");
        Package("top", Made.Replace("{0}", "top", StringComparison.Ordinal), "middle");
        PackageIr top = await CloseAsync("top");
        Assert.True(top.IsImpure);
        Assert.Null(top.ImpureReason);
        Assert.Equal(["test", null, null], top.Closure().Select(package => package.ImpureReason));
        BuiltPackage impure = await BuildAsync("top", Allowing);

        Package("below", Made.Replace("{0}", "below", StringComparison.Ordinal));
        Assert.False((await CloseAsync("top")).IsImpure);
        BuiltPackage pure = await BuildAsync("top");
        Assert.True(pure.WasBuilt);
        Assert.Equal(impure.Outputs, pure.Outputs);
        Assert.NotEqual(impure.Key, pure.Key);
        Assert.NotEqual(impure.Package.Pid, pure.Package.Pid);

        Package("below", Made.Replace("{0}", "below", StringComparison.Ordinal), more: "--impure test");
        Package("middle", $"http get --raw {server.Address}", "below");
        Assert.Equal("build/failed", (await RefusalAsync("middle", Allowing)).Code);
        Assert.Equal(0, server.Asked);
    }

    [Fact]
    public async Task What_came_of_it_counts_under_the_own_key_alone_and_is_not_handed_on()
    {
        Package("asker", """mkdir ($env.out | path join usr/share); "x" | save ($env.out | path join usr/share/word)""", more: "--impure test");
        BuiltPackage built = await BuildAsync("asker", Allowing);
        Digest tree = built.Outputs[0].Tree;
        KeyRing keys = new(State.Keys);
        (SignedRealisation signed, TrustedKey? by) = Assert.Single(new RealisationBook(Store, keys, []).SignersOf(tree));
        Assert.True(signed.IsImpure);
        Assert.Equal(TrustOrigin.Own, by!.Origin);

        ExportWriter writer = new(Store, keys.Policy([]), SilentProgress.Instance);
        Assert.Empty(writer.FindAll());
        ExportPlan plan = writer.Plan([tree]);
        Assert.Empty(plan.Realisations);
        Assert.Contains(tree, plan.Trees);
        Assert.Equal("trust/bad-signature", Assert.Throws<NukaException>(() => SignedRealisation.Decode(signed.Encode(), "export")).Problem.Code);

        // Another key, trusted as it may be, says nothing of an impure build.
        using SigningKey other = SigningKey.Generate();
        Digest key = Blake3.Hash("another build"u8);
        foreach ((bool isImpure, bool counts) in ((bool, bool)[])[(true, false), (false, true)])
        {
            Store.PutRealisations([RealisationRows.ToRow(SignedRealisation.Sign(new Realisation(key, "out", tree, []), other, isImpure))]);
            Assert.Equal(counts, new RealisationBook(Store, keys, [other.PublicKey.ToString()]).Find(key, "out", new HashSet<Digest>()) is not null);
        }
    }

    /// <summary>A server on this machine that answers everything with one text.</summary>
    private sealed class Answerer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private int asked;

        internal Answerer(string text)
        {
            listener.Start();
            _ = AnswerAsync(text);
        }

        internal int Asked => asked;

        internal string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";

        public void Dispose() => listener.Dispose();

        private async Task AnswerAsync(string text)
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref asked);
                    await using NetworkStream stream = client.GetStream();
                    using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                    }

                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n{text}"));
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }
}
