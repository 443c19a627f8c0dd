using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Environments.Join;
using Nuka.Graft.Finish;
using Nuka.Store;

namespace Nuka.Environments.Tests.Join;

public sealed class TreeJoinTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("nuka-join-").FullName;
    private readonly ContentStore store;

    public TreeJoinTests() =>
        store = ContentStore.Open(new StoreOptions { TimeProvider = TimeProvider.System, Directory = Path.Combine(directory, "store-v1") });

    public void Dispose()
    {
        store.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void What_is_written_is_what_was_joined_and_checked()
    {
        Random random = new(20261121);
        for (int round = 0; round < 60; round++)
        {
            JoinLayer[] layers = [.. Enumerable.Range(0, random.Next(1, 5)).Select(n => new JoinLayer($"layer {n}", RandomTree(random)) { CoversAll = true })];
            using TreeWriter writer = store.BeginTree();
            TreeJoin.Write(store, writer, [.. layers.Reverse().Select(layer => layer.Tree)], TestContext.Current.CancellationToken);
            Assert.Equal(RootJoin.Join(layers, store.ReadTree).Digest, writer.Commit(TestContext.Current.CancellationToken));
        }
    }

    private Digest RandomTree(Random random)
    {
        using TreeWriter writer = store.BeginTree();
        Fill(writer, random, string.Empty, depth: 0);
        return writer.Commit(TestContext.Current.CancellationToken);
    }

    private static void Fill(TreeWriter writer, Random random, string prefix, int depth)
    {
        foreach (char name in "abc".Where(_ => random.Next(3) > 0))
        {
            byte[] path = Encoding.ASCII.GetBytes(prefix + name);
            switch (random.Next(depth < 3 ? 4 : 2))
            {
                case 0:
                    writer.AddFile(path, executable: random.Next(2) == 0, content: Encoding.ASCII.GetBytes($"{random.Next(2)}"));
                    break;
                case 1:
                    writer.AddSymlink(path, Encoding.ASCII.GetBytes($"to{random.Next(2)}"));
                    break;
                default:
                    writer.AddDirectory(path);
                    Fill(writer, random, $"{prefix}{name}/", depth + 1);
                    break;
            }
        }
    }
}
