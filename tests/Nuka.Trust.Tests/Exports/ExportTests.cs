using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;
using Nuka.Store;
using Nuka.Trust.Exports;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Trust.Tests.Exports;

/// <summary>Exports: from one store to another, and what a hostile file can do.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ExportTests : TrustFixture
{
    private static readonly Digest Key = Blake3.Hash("key"u8);

    [Fact]
    public void What_is_written_from_one_store_is_in_the_other_with_all_that_it_needs_and_who_said_so()
    {
        using ContentStore from = Open("from");
        (Digest library, Digest program) = Fill(from);
        byte[] export = Export(from, [program], out ExportPlan plan);
        Assert.Equal(new[] { library, program }.Order(), plan.Trees);
        using ContentStore to = Open("to");
        ImportReport report = Import(to, export, "import");
        Assert.Equal([Cid.OfTree(program)], report.Tops);
        Assert.Equal(2, report.Trees.Length);
        Assert.Equal(plan.Realisations, report.Realisations);
        Assert.Equal([library], Assert.Single(to.Realisations(Key, "out")).Runs);
        Assert.Empty(to.Verify(cancellation: TestContext.Current.CancellationToken).Findings);
        to.Collect(cancellation: TestContext.Current.CancellationToken);
        Assert.True(to.Contains(Cid.OfTree(library)));
        Assert.True(to.Contains(Cid.OfTree(program)));
        Assert.Equal([Cid.OfTree(program)], Assert.Single(to.Roots()).Keeps);
        Assert.Equal(export, Export(to, [program], out _));
    }

    [Fact]
    public void Only_the_word_of_trusted_keys_is_handed_on()
    {
        using ContentStore store = Open("from");
        (_, Digest program) = Fill(store);
        using SigningKey other = SigningKey.Generate();
        store.PutRealisations([RealisationRows.ToRow(SignedRealisation.Sign(new Realisation(Key, "out", program, []), other))]);
        ExportPlan plan = new ExportWriter(store, Ring.Policy([Example.PublicKey.ToString()]), SilentProgress.Instance).Plan([program]);
        Assert.All(plan.Realisations, one => Assert.Equal(Example.PublicKey, one.Signer));
        ExportWriter nobody = new(store, Ring.Policy([]), SilentProgress.Instance);
        Assert.Equal([program], nobody.Plan([program]).Trees);
        Assert.Empty(nobody.Plan([program]).Realisations);
        Assert.Empty(nobody.FindAll());
        Assert.Equal(2, new ExportWriter(store, Ring.Policy([Example.PublicKey.ToString()]), SilentProgress.Instance).FindAll().Length);
    }

    [Fact]
    public void The_bytes_are_a_plain_archive_that_every_tar_unpacks_with_one_time_and_no_owner()
    {
        Tool.Require("tar");
        using ContentStore store = Open("from");
        (_, Digest program) = Fill(store);
        File.WriteAllBytes(this["export.tar"], Export(store, [program], out _));
        Directory.CreateDirectory(this["unpacked"]);
        (int code, string output) = Tool.Run("tar", [], "-xf", this["export.tar"], "-C", this["unpacked"]);
        Assert.True(code == 0, output);
        string tree = this[$"unpacked/{Cid.OfTree(program)}"];
        Assert.Equal(Cid.OfTree(program), store.ImportDirectory(tree, cancellation: TestContext.Current.CancellationToken));
        (_, output) = Tool.Run("tar", [], "--numeric-owner", "--utc", "-tvf", this["export.tar"]);
        Assert.All(output.Trim().Split('\n'), line => Assert.Contains(" 0/0 ", line, StringComparison.Ordinal));
        Assert.All(output.Trim().Split('\n'), line => Assert.Contains(" 1980-01-02 00:00 ", line, StringComparison.Ordinal));
        Assert.Contains(new string('d', 150), output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("zstd")]
    public void A_compressed_one_is_recognised(string program)
    {
        Tool.Require(program);
        using ContentStore from = Open("from");
        (_, Digest top) = Fill(from);
        File.WriteAllBytes(this["export"], Export(from, [top], out _));
        Assert.Equal(0, Tool.Run(program, [], "-k", this["export"]).Code);
        using ContentStore to = Open("to");
        string packed = Directory.GetFiles(Path.GetDirectoryName(this["x"])!, "export.*").Single(file => file != this["export"]);
        Assert.Equal([Cid.OfTree(top)], Import(to, File.ReadAllBytes(packed)).Tops);
        Assert.Equal([Cid.OfTree(top)], ExportReader.ReadTops(File.OpenRead(packed)));
    }

    [Fact]
    public void Nothing_of_a_changed_one_is_taken_over_wherever_it_was_changed()
    {
        using ContentStore from = Open("from");
        (_, Digest program) = Fill(from);
        byte[] right = Export(from, [program], out _);
        using ContentStore to = Open("to");
        List<int> survivors = [];
        for (int place = 0; place < right.Length; place += 131)
        {
            byte[] changed = [.. right];
            changed[place] ^= 1;
            if (Record.Exception(() => Import(to, changed)) is not NukaException)
            {
                survivors.Add(place);
                to.Collect(cancellation: TestContext.Current.CancellationToken);
            }
            else
            {
                Assert.Equal(0, to.Measure().Trees);
            }
        }

        // What says nothing: the padding behind a file's end, and the fields of a header that are not read; all headers have a sum.
        Assert.All(survivors, place => Assert.Equal(0, right[place]));
    }

    [Fact]
    public void One_that_is_cut_off_anywhere_is_refused()
    {
        using ContentStore from = Open("from");
        (_, Digest program) = Fill(from);
        byte[] right = Export(from, [program], out _);
        using ContentStore to = Open("to");
        for (int length = 0; length < right.Length - 512; length += 3 * 512)
        {
            Refused(() => Import(to, right[..length]));
            Assert.Equal(0, to.Measure().Trees);
        }
    }

    public static TheoryData<string, string> Hostile { get; } = new()
    {
        { "nothing", "trust/bad-export" },
        { "no head", "trust/bad-export" },
        { "head of another version", "trust/bad-export" },
        { "head twice in another order", "trust/bad-export" },
        { "head names a blob", "trust/bad-export" },
        { "head is a link", "trust/bad-export" },
        { "tree is missing", "trust/bad-export" },
        { "tree is a file", "trust/bad-export" },
        { "tree under a wrong name", "trust/bad-export" },
        { "tree under no name", "trust/bad-export" },
        { "no realisations", "trust/bad-export" },
        { "something behind the end", "trust/bad-export" },
        { "realisation of a tree elsewhere", "trust/bad-export" },
        { "realisation is cut off", "trust/bad-export" },
        { "realisation is nonsense", "trust/bad-realisation" },
        { "realisation is forged", "trust/bad-signature" },
        { "device", "trust/bad-export" },
        { "absolute path", "store/bad-path" },
        { "path that climbs", "store/bad-path" },
        { "path through a link", "store/path-through-link" },
        { "path twice", "store/duplicate-entry" },
        { "hard link to nothing", "store/no-such-entry" },
        { "hard link out", "store/bad-path" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    [Trait("tier", "sample")]
    public void A_hostile_one_is_refused_and_leaves_nothing(string kind, string code)
    {
        using ContentStore to = Open("to");
        File.WriteAllText(this["secret"], "secret");
        Assert.Equal(code, Refused(() => Import(to, MakeHostile(kind))).Code);
        Assert.Equal((0, 0L), (to.Measure().Trees, to.Measure().Blobs));
        Assert.Empty(to.RealisedTrees());
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_bomb_is_refused_by_its_ratio()
    {
        using ContentStore to = Open("to");
        using MemoryStream bytes = new();
        using (GZipStream packed = new(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] zeros = new byte[1 << 20];
            byte[] head = Head($"{ExportFormat.Line}\n");
            packed.Write(head);
            packed.Write(LongFileHeader("bomb", 400L << 20));
            for (int written = 0; written < 400; written++)
            {
                packed.Write(zeros);
            }
        }

        bytes.Position = 0;
        Assert.Equal("content/archive-limit", Refused(() => new ExportReader(to, SilentProgress.Instance).Read(bytes, null, default)).Code);
        Assert.Equal(0, to.Measure().Trees);
    }

    [Fact]
    public void A_file_is_there_whole_or_not_at_all()
    {
        ExportFile.Write(this["good"], stream => stream.Write("whole"u8));
        Assert.Equal("whole", File.ReadAllText(this["good"]));
        Assert.Equal("trust/export-exists", Refused(() => ExportFile.Write(this["good"], stream => stream.Write("other"u8))).Code);
        Assert.Throws<OperationCanceledException>(() => ExportFile.Write(this["torn"], stream =>
        {
            stream.Write(new byte[1 << 21]);
            throw new OperationCanceledException();
        }));
        Assert.Equal("trust/export-failed", Refused(() => ExportFile.Write(this["none/file"], _ => { })).Code);
        Assert.Equal("trust/export-exists", Refused(() => ExportFile.Write(this["late"], _ => File.WriteAllText(this["late"], "mine"))).Code);
        Assert.Equal("mine", File.ReadAllText(this["late"]));
        Assert.Equal(["good", "late"], Directory.GetFileSystemEntries(Path.GetDirectoryName(this["x"])!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Cancelled_it_leaves_nothing()
    {
        using ContentStore from = Open("from");
        (_, Digest program) = Fill(from);
        byte[] right = Export(from, [program], out _);
        using ContentStore to = Open("to");
        Assert.Throws<OperationCanceledException>(() => new ExportReader(to, SilentProgress.Instance).Read(new MemoryStream(right), null, new CancellationToken(true)));
        Assert.Equal(0, to.Measure().Trees);
    }

    private ContentStore Open(string name) =>
        ContentStore.Open(new StoreOptions { Directory = this[$"{name}/store-v1"], TimeProvider = TimeProvider.System });

    private static (Digest Library, Digest Program) Fill(ContentStore store)
    {
        Digest library = Put(store, writer =>
        {
            writer.AddFile("usr/lib/lib.so.1"u8, executable: false, "library"u8);
            writer.AddSymlink("usr/lib/lib.so"u8, "lib.so.1"u8);
        });
        Digest program = Put(store, writer =>
        {
            writer.AddFile("usr/bin/program"u8, executable: true, "program"u8);
            writer.AddFile("usr/bin/same"u8, executable: true, "program"u8);
            writer.AddFile("usr/share/same-but-plain"u8, executable: false, "program"u8);
            writer.AddFile(Encoding.ASCII.GetBytes($"usr/{new string('d', 150)}/file"), executable: false, new byte[1000]);
            writer.AddSymlink("usr/long"u8, Encoding.ASCII.GetBytes(new string('l', 200)));
            writer.AddFile([.. "usr/"u8, 0xFF], executable: false, []);
            writer.AddDirectory("usr/empty"u8);
        });
        store.PutRealisations([
            RealisationRows.ToRow(SignedRealisation.Sign(new Realisation(Key, "out", program, [library]), Example)),
            RealisationRows.ToRow(SignedRealisation.Sign(new Realisation(Key, "lib", library, []), Example)),
        ]);
        return (library, program);
    }

    private static Digest Put(ContentStore store, Action<TreeWriter> fill)
    {
        using TreeWriter writer = store.BeginTree();
        fill(writer);
        return writer.Commit();
    }

    private byte[] Export(ContentStore store, IEnumerable<Digest> tops, out ExportPlan plan)
    {
        ExportWriter writer = new(store, Ring.Policy([Example.PublicKey.ToString()]), SilentProgress.Instance);
        plan = writer.Plan(tops);
        using MemoryStream bytes = new();
        writer.Write(plan, bytes, default);
        return bytes.ToArray();
    }

    private static ImportReport Import(ContentStore store, byte[] export, string? root = null) =>
        new ExportReader(store, SilentProgress.Instance).Read(new MemoryStream(export), root, default);

    private static byte[] Head(string text)
    {
        using MemoryStream bytes = new();
        new Trust.Exports.TarWriter(bytes).AddFile(ExportFormat.Head, Encoding.ASCII.GetBytes(text));
        return bytes.ToArray();
    }

    private static byte[] LongFileHeader(string path, long size)
    {
        using MemoryStream bytes = new();
        Assert.Throws<ArgumentException>(() => new Trust.Exports.TarWriter(bytes).AddFile(Encoding.ASCII.GetBytes(path), executable: false, Stream.Null, size));
        return bytes.ToArray();
    }

    // Archives by .NET's own writer: nothing of ours makes what ours has to refuse.
    private static byte[] MakeHostile(string kind)
    {
        string empty = Cid.OfTree(Tree.Empty.Digest).ToString();
        string other = Cid.OfTree(Key).ToString();
        string head = $"{ExportFormat.Line}\n{empty}\n";
        string said = SignedRealisation.Sign(new Realisation(Key, "out", Tree.Empty.Digest, []), Example).ToString();
        (TarEntryType Type, string Name, string Text)[] entries = kind switch
        {
            "nothing" => [],
            "no head" => [Folder(empty), Said("")],
            "head of another version" => [Plain("nuka-export", head.Replace('1', '2')), Folder(empty), Said("")],
            "head twice in another order" => [Plain("nuka-export", $"{head}{empty}\n"), Folder(empty), Said("")],
            "head names a blob" => [Plain("nuka-export", $"{ExportFormat.Line}\n{Cid.OfBlob(Key)}\n"), Folder(empty), Said("")],
            "head is a link" => [(TarEntryType.SymbolicLink, "nuka-export", "secret"), Folder(empty), Said("")],
            "tree is missing" => [Plain("nuka-export", head), Said("")],
            "tree is a file" => [Plain("nuka-export", head), Plain(empty, "x"), Said("")],
            "tree under a wrong name" => [Plain("nuka-export", head), Folder(empty), Plain($"{other}/file", "x"), Said("")],
            "tree under no name" => [Plain("nuka-export", head), Folder(empty), Folder("folder"), Said("")],
            "no realisations" => [Plain("nuka-export", head), Folder(empty)],
            "something behind the end" => [Plain("nuka-export", head), Folder(empty), Said(""), Folder($"{empty}/more")],
            "realisation of a tree elsewhere" =>
                [Plain("nuka-export", head), Folder(empty), Said(SignedRealisation.Sign(new Realisation(Key, "out", Key, []), Example) + "\n")],
            "realisation is cut off" => [Plain("nuka-export", head), Folder(empty), Said(said)],
            "realisation is nonsense" => [Plain("nuka-export", head), Folder(empty), Said("{}\n")],
            "realisation is forged" => [Plain("nuka-export", head), Folder(empty), Said(said.Replace("\"out\"", "\"doc\"", StringComparison.Ordinal) + "\n")],
            "device" => [Plain("nuka-export", head), Folder(empty), (TarEntryType.CharacterDevice, $"{empty}/device", ""), Said("")],
            "absolute path" => [Plain("nuka-export", head), Folder(empty), Plain("/tmp/file", "x"), Said("")],
            "path that climbs" => [Plain("nuka-export", head), Folder(empty), Plain($"{empty}/../../file", "x"), Said("")],
            "path through a link" => [Plain("nuka-export", head), (TarEntryType.SymbolicLink, $"{empty}/link", "/tmp"), Plain($"{empty}/link/file", "x"), Said("")],
            "path twice" => [Plain("nuka-export", head), Plain($"{empty}/file", "x"), Plain($"{empty}/file", "y"), Said("")],
            "hard link to nothing" => [Plain("nuka-export", head), Folder(empty), (TarEntryType.HardLink, $"{empty}/file", $"{empty}/none"), Said("")],
            "hard link out" => [Plain("nuka-export", head), Folder(empty), (TarEntryType.HardLink, $"{empty}/file", "../secret"), Said("")],
            _ => throw new ArgumentException(kind),
        };
        using MemoryStream bytes = new();
        using (System.Formats.Tar.TarWriter tar = new(bytes, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach ((TarEntryType type, string name, string text) in entries)
            {
                GnuTarEntry entry = new(type, name);
                if (type is TarEntryType.HardLink or TarEntryType.SymbolicLink)
                {
                    entry.LinkName = text;
                }
                else if (type == TarEntryType.RegularFile)
                {
                    entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text));
                }

                tar.WriteEntry(entry);
            }
        }

        return bytes.Length == 0 ? new byte[1024] : bytes.ToArray();
    }

    private static (TarEntryType, string, string) Plain(string name, string text) => (TarEntryType.RegularFile, name, text);

    private static (TarEntryType, string, string) Folder(string name) => (TarEntryType.Directory, name, "");

    private static (TarEntryType, string, string) Said(string text) => Plain("realisations", text);
}
