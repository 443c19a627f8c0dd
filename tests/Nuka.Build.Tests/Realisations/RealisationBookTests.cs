using System.Collections.Immutable;
using System.Text;
using Nuka.Build.Realisations;
using Nuka.Content.Hashing;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Store;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Build.Tests.Realisations;

/// <summary>What is recorded, and what is believed.</summary>
public sealed class RealisationBookTests : IDisposable
{
    private static readonly Digest Key = Blake3.Hash("key"u8);
    private static readonly Pid Package = new(Blake3.Hash("pid"u8));
    private static readonly HashSet<Digest> Nothing = [];

    private readonly string _directory = Directory.CreateTempSubdirectory("nuka-book-").FullName;
    private readonly ContentStore _store;
    private readonly KeyRing _keys;
    private readonly Digest[] _trees;

    public RealisationBookTests()
    {
        _store = ContentStore.Open(new StoreOptions { Directory = Path.Join(_directory, "store-v1"), TimeProvider = TimeProvider.System });
        _keys = new KeyRing(Path.Join(_directory, "keys-v1"));
        _trees = [.. Enumerable.Range(0, 4).Select(number => Put($"{number}")).Order()];
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void What_was_built_here_is_found_again_and_its_build_key_by_the_package()
    {
        RealisationBook book = Open();
        Assert.Null(book.Find(Key, "out", Nothing));
        Realisation built = new(Key, "out", _trees[0], [_trees[1]]);
        Assert.Equal(built, Assert.Single(book.Record(Package, [built])).Statement);
        foreach (RealisationBook any in (RealisationBook[])[book, Open()])
        {
            RealisationChoice choice = any.Find(Key, "out", Nothing)!;
            Assert.Equal(built, choice.Realisation);
            Assert.Equal(TrustOrigin.Own, Assert.Single(choice.Signers).Origin);
            Assert.False(choice.IsDisputed);
        }

        Assert.Equal([Key], _store.BuildKeys(Package.Digest));
        Assert.Null(book.Find(Key, "doc", Nothing));
        Assert.Null(book.Find(Package.Digest, "out", Nothing));
    }

    [Fact]
    public void What_an_unknown_key_says_counts_once_it_is_trusted_and_no_longer_than_that()
    {
        using SigningKey other = SigningKey.Generate();
        Say(other, new Realisation(Key, "out", _trees[0], []));
        Assert.Null(Open().Find(Key, "out", Nothing));
        Assert.Equal(TrustOrigin.Once, Assert.Single(Open(other.PublicKey.ToString()).Find(Key, "out", Nothing)!.Signers).Origin);
        Assert.Null(Open().Find(Key, "out", Nothing));
        _keys.Trust(other.PublicKey.ToString(), "other");
        Assert.Equal("other", Assert.Single(Open().Find(Key, "out", Nothing)!.Signers).Name);
        (SignedRealisation signed, TrustedKey? trusted) = Assert.Single(Open().SignersOf(_trees[0]));
        Assert.Equal((other.PublicKey, "other"), (signed.Signer, trusted!.Name));
        _keys.Forget("other");
        Assert.Null(Open().Find(Key, "out", Nothing));
        Assert.Null(Assert.Single(Open().SignersOf(_trees[0])).Trusted);
    }

    [Fact]
    public void A_row_whose_signature_is_not_right_is_as_none()
    {
        using SigningKey other = SigningKey.Generate();
        SignedRealisation signed = SignedRealisation.Sign(new Realisation(Key, "out", _trees[0], []), other);
        foreach (StoredRealisation forged in (StoredRealisation[])[Row(signed) with { Tree = _trees[1] }, Row(signed) with { Runs = [_trees[1]] },
            Row(signed) with { Output = "doc" }, Row(signed) with { BuildKey = _trees[1] }, Row(signed) with { Signature = [.. new byte[64]] }])
        {
            _store.PutRealisations([forged]);
            Assert.Null(Open(other.PublicKey.ToString()).Find(forged.BuildKey, forged.Output, Nothing));
        }
    }

    [Fact]
    public void Of_several_trees_the_one_in_the_closure_is_taken_then_the_own_then_that_of_most_keys_then_the_smallest()
    {
        using SigningKey first = SigningKey.Generate();
        using SigningKey second = SigningKey.Generate();
        using SigningKey third = SigningKey.Generate();
        Say(first, new Realisation(Key, "out", _trees[0], []));
        RealisationBook book = Open([.. ((SigningKey[])[first, second, third]).Select(key => key.PublicKey.ToString())]);
        Say(second, new Realisation(Key, "out", _trees[1], []));
        Assert.Equal(_trees[0], book.Find(Key, "out", Nothing)!.Realisation.Tree);
        Say(third, new Realisation(Key, "out", _trees[1], []));
        Assert.Equal(_trees[1], book.Find(Key, "out", Nothing)!.Realisation.Tree);
        book.Record(Package, [new Realisation(Key, "out", _trees[2], [])]);
        Assert.Equal(_trees[2], book.Find(Key, "out", Nothing)!.Realisation.Tree);
        RealisationChoice choice = book.Find(Key, "out", new HashSet<Digest> { _trees[0] })!;
        Assert.Equal(_trees[0], choice.Realisation.Tree);
        Assert.True(choice.IsDisputed);
        Assert.Equal(3, choice.Others.Length);
    }

    [Fact]
    public void Signers_that_say_the_same_do_not_differ_and_another_list_of_run_references_is_no_other_tree()
    {
        using SigningKey other = SigningKey.Generate();
        RealisationBook book = Open(other.PublicKey.ToString());
        book.Record(Package, [new Realisation(Key, "out", _trees[0], [_trees[1]])]);
        Say(other, new Realisation(Key, "out", _trees[0], [_trees[1]]));
        RealisationChoice choice = book.Find(Key, "out", Nothing)!;
        Assert.Equal(2, choice.Signers.Length);
        Assert.Empty(choice.Others);
        Say(other, new Realisation(Key, "out", _trees[0], []));
        choice = book.Find(Key, "out", Nothing)!;
        Assert.Equal([_trees[1]], choice.Realisation.Runs);
        Assert.Single(choice.Others);
        Assert.False(choice.IsDisputed);
    }

    [Fact]
    public void What_lacks_something_that_it_needs_to_run_is_not_taken()
    {
        RealisationBook book = Open();
        book.Record(Package, [new Realisation(Key, "out", _trees[0], [Key])]);
        Assert.Null(book.Find(Key, "out", Nothing));
    }

    [Fact]
    public void Outputs_of_one_build_come_from_one_key_or_none_is_taken()
    {
        using SigningKey other = SigningKey.Generate();
        RealisationBook book = Open(other.PublicKey.ToString());
        book.Record(Package, [new Realisation(Key, "out", _trees[0], [])]);
        Say(other, new Realisation(Key, "out", _trees[1], []));
        Assert.Null(book.FindAll(Key, ["out", "dev"], Nothing));
        Say(other, new Realisation(Key, "dev", _trees[2], []));
        Assert.Equal([_trees[2], _trees[1]], Trees(book.FindAll(Key, ["dev", "out"], Nothing)));
        book.Record(Package, [new Realisation(Key, "dev", _trees[3], [])]);
        Assert.Equal([_trees[3], _trees[0]], Trees(book.FindAll(Key, ["dev", "out"], Nothing)));
        Assert.Equal([_trees[2], _trees[0]], Trees(book.FindAll(Key, ["dev", "out"], new HashSet<Digest> { _trees[2], _trees[0] })));
    }

    [Fact]
    public void A_tree_that_is_not_here_is_not_recorded()
    {
        Assert.Equal("store/missing-tree", Assert.Throws<NukaException>(() => Open().Record(Package, [new Realisation(Key, "out", Key, [])])).Problem.Code);
        Assert.Empty(_store.BuildKeys(Package.Digest));
    }

    private static Digest[] Trees(ImmutableArray<RealisationChoice>? choices) => [.. choices!.Value.Select(choice => choice.Realisation.Tree)];

    private static StoredRealisation Row(SignedRealisation signed) => new(
        signed.Statement.BuildKey, signed.Statement.Output, signed.Statement.Tree, signed.Statement.Runs, [.. signed.Signer.Bytes], signed.Signature);

    private RealisationBook Open(params string[] once) => new(_store, _keys, once);

    private void Say(SigningKey key, Realisation realisation) => _store.PutRealisations([Row(SignedRealisation.Sign(realisation, key))]);

    private Digest Put(string content)
    {
        using TreeWriter writer = _store.BeginTree();
        writer.AddFile("file"u8, executable: false, Encoding.UTF8.GetBytes(content));
        return writer.Commit();
    }
}
