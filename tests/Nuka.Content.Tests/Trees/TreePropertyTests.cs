using FsCheck;
using FsCheck.Fluent;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Content.Tests.Trees;

public sealed class TreePropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300);

    // Few letters, so that names share beginnings and come out of order; some that are not UTF-8.
    private static Gen<byte[]> Names => Gen.Elements<byte>(0x01, (byte)'a', (byte)'b', (byte)'.', 0x7F, 0x80, 0xFF).NonEmptyListOf()
        .Select(bytes => bytes.Take(255).ToArray())
        .Where(bytes => FileName.IsValid(bytes));

    private static Gen<TreeEntry> Entries =>
        from name in Names
        from kind in Gen.Choose(0, 3)
        from seed in Gen.Choose(0, 1000)
        from size in Gen.OneOf(Gen.Choose(0, 300).Select(i => (ulong)i), Gen.Choose(0, 50).Select(shift => 1ul << shift))
        select Make(FileName.FromBytes(name), kind, seed, size);

    private static Arbitrary<TreeEntry[]> Directories =>
        Entries.ListOf().Select(list => list.DistinctBy(entry => entry.Name).ToArray()).ToArbitrary();

    [Fact]
    public void Decoding_gives_back_what_was_encoded() =>
        Prop.ForAll(Directories, entries =>
        {
            Tree tree = Tree.Create(entries);
            Tree back = Tree.Decode(tree.Encode());
            return tree.Entries.SequenceEqual(back.Entries)
                && tree.Digest == back.Digest && tree.Size == back.Size && back.Encode().AsSpan().SequenceEqual(tree.Encode());
        }).Check(Many);

    [Fact]
    public void The_order_in_which_entries_come_does_not_matter() =>
        Prop.ForAll(Directories, Gen.Choose(0, int.MaxValue).ToArbitrary(), (entries, seed) =>
        {
            TreeEntry[] shuffled = [.. entries];
            new Random(seed).Shuffle(shuffled);
            return Tree.Create(shuffled).Digest == Tree.Create(entries).Digest;
        }).Check(Many);

    [Fact]
    public void The_size_counts_every_entry_here_and_below() =>
        Prop.ForAll(Directories, entries =>
        {
            ulong below = entries.Where(e => e.Kind == TreeEntryKind.Directory).Aggregate(0ul, (sum, e) => sum + e.Size);
            return Tree.Create(entries).Size == (ulong)entries.Length + below;
        }).Check(Many);

    [Fact]
    public void Changing_any_field_of_an_entry_changes_the_digest() =>
        Prop.ForAll(Entries.ToArbitrary(), entry =>
        {
            Digest digest = Tree.Create([entry]).Digest;
            FileName other = FileName.FromText("zz");
            Digest content = Blake3.Hash("another"u8);
            List<TreeEntry> changed = entry.Kind switch
            {
                TreeEntryKind.Directory =>
                [
                    TreeEntry.Directory(other, entry.Digest, entry.Size),
                    TreeEntry.Directory(entry.Name, content, entry.Size),
                    TreeEntry.Directory(entry.Name, entry.Digest, entry.Size + 1),
                    TreeEntry.File(entry.Name, entry.Digest, entry.Size, executable: false),
                ],
                TreeEntryKind.File =>
                [
                    TreeEntry.File(other, entry.Digest, entry.Size, entry.IsExecutable),
                    TreeEntry.File(entry.Name, content, entry.Size, entry.IsExecutable),
                    TreeEntry.File(entry.Name, entry.Digest, entry.Size + 1, entry.IsExecutable),
                    TreeEntry.File(entry.Name, entry.Digest, entry.Size, !entry.IsExecutable),
                    TreeEntry.Directory(entry.Name, entry.Digest, entry.Size),
                ],
                _ =>
                [
                    TreeEntry.Symlink(other, entry.Target),
                    TreeEntry.Symlink(entry.Name, "another"u8.ToArray()),
                    TreeEntry.Symlink(entry.Name, (byte[])[.. entry.Target.Span, (byte)'x']),
                ],
            };
            return changed.TrueForAll(one => Tree.Create([one]).Digest != digest);
        }).Check(Many);

    [Fact]
    [Trait("tier", "sample")]
    public void A_changed_encoding_is_refused_or_is_the_one_encoding_of_another_tree() =>
        Prop.ForAll(Directories, Gen.Choose(0, int.MaxValue).ToArbitrary(), (entries, seed) =>
        {
            byte[] changed = Mutate(Tree.Create(entries).Encode(), new Random(seed));
            try
            {
                return Tree.Decode(changed).Encode().AsSpan().SequenceEqual(changed);
            }
            catch (NukaException error)
            {
                return error.Problem.Code == "content/bad-tree";
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Bytes_at_random_are_refused_or_canonical() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            try
            {
                return Tree.Decode(bytes).Encode().AsSpan().SequenceEqual(bytes);
            }
            catch (NukaException error)
            {
                return error.Problem.Code == "content/bad-tree";
            }
        }).Check(Many);

    [Fact]
    public void A_child_that_does_not_fit_its_entry_is_refused()
    {
        FileName name = FileName.FromText("child");
        Tree child = Tree.Create([TreeEntry.File(FileName.FromText("a"), Blake3.Hash([]), 0, executable: false)]);
        Tree.CheckChild(TreeEntry.Directory(name, child.Digest, 1), child);
        foreach (TreeEntry wrong in (TreeEntry[])
        [
            TreeEntry.Directory(name, child.Digest, 0),
            TreeEntry.Directory(name, child.Digest, 2),
            TreeEntry.Directory(name, Tree.Empty.Digest, 1),
            TreeEntry.File(name, child.Digest, 1, executable: false),
        ])
        {
            Assert.Equal("content/bad-tree", Assert.Throws<NukaException>(() => Tree.CheckChild(wrong, child)).Problem.Code);
        }
    }

    [Fact]
    public void Entries_that_no_encoding_may_hold_are_refused_when_a_tree_is_made()
    {
        FileName name = FileName.FromText("a");
        TreeEntry[][] bad =
        [
            [TreeEntry.Symlink(name, ReadOnlyMemory<byte>.Empty)],
            [TreeEntry.Symlink(name, new byte[] { (byte)'b', 0 })],
            [TreeEntry.Symlink(name, Enumerable.Repeat((byte)'b', TreeLimits.TargetBytes + 1).ToArray())],
            [TreeEntry.Directory(name, default, ulong.MaxValue)],
            [TreeEntry.Directory(name, default, ulong.MaxValue - 1), TreeEntry.Directory(FileName.FromText("b"), default, 0)],
            [default],
        ];
        Assert.All(bad, entries => Assert.Throws<NukaException>(() => Tree.Create(entries)));
        Assert.Equal(ulong.MaxValue, Tree.Create([TreeEntry.Directory(name, default, ulong.MaxValue - 1)]).Size);
    }

    private static byte[] Mutate(byte[] encoding, Random random)
    {
        List<byte> bytes = [.. encoding];
        for (int times = random.Next(1, 3); times > 0; times--)
        {
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(4))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    int from = Math.Min(at, bytes.Count);
                    bytes.AddRange(bytes.GetRange(from, Math.Min(40, bytes.Count - from)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static TreeEntry Make(FileName name, int kind, int seed, ulong size) => kind switch
    {
        0 => TreeEntry.Directory(name, Blake3.Hash(BitConverter.GetBytes(seed)), size),
        1 => TreeEntry.Symlink(name, Enumerable.Repeat((byte)'t', seed + 1).ToArray()),
        _ => TreeEntry.File(name, Blake3.Hash(BitConverter.GetBytes(seed)), size, kind == 2),
    };
}
