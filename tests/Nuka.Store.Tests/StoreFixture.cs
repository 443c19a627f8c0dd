using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;

namespace Nuka.Store.Tests;

/// <summary>A store in a directory of its own, and short ways to fill it.</summary>
public abstract class StoreFixture : IDisposable
{
    private readonly TemporaryDirectory temporary = new();
    private ContentStore? store;

    internal TemporaryDirectory Place => temporary;

    internal string StorePath => temporary["state/store-v1"];

    internal ContentStore Store => store ??= Open();

    internal ContentStore Open(Action<string>? beforeStep = null, int patienceSeconds = 60) =>
        ContentStore.Open(new StoreOptions
        {
            Directory = StorePath,
            TimeProvider = TimeProvider.System,
            BeforeStep = beforeStep,
            PatienceSeconds = patienceSeconds,
        });

    internal ContentStore OpenReader(string? path = null, string? views = null) => ContentStore.Open(new StoreOptions
    {
        Directory = path ?? StorePath,
        TimeProvider = TimeProvider.System,
        ReadOnly = true,
        ViewsDirectory = views,
    });

    internal void Reopen()
    {
        store?.Dispose();
        store = null;
    }

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    internal static Digest Put(ContentStore store, params (string Path, string Content)[] files)
    {
        using TreeWriter writer = store.BeginTree();
        foreach ((string path, string content) in files)
        {
            writer.AddFile(Bytes(path), executable: path.Contains("bin/", StringComparison.Ordinal), Bytes(content));
        }

        return writer.Commit();
    }

    internal Digest Put(params (string Path, string Content)[] files) => Put(Store, files);

    internal static StoredRealisation Realised(Digest buildKey, Digest tree, IEnumerable<Digest>? runs = null, byte signer = 1, string output = "out") =>
        new(buildKey, output, tree, [.. runs ?? []], [.. Enumerable.Repeat(signer, 32)], [.. Enumerable.Repeat((byte)2, 64)]);

    internal static Problem Refused(Action action) => Assert.Throws<NukaException>(action).Problem;

    public void Dispose()
    {
        store?.Dispose();
        temporary.Dispose();
        GC.SuppressFinalize(this);
    }
}
