using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;

namespace Nuka.Store.Tests;

/// <summary>Random damage, one piece after the other: what is shown afterwards is right, or nothing is shown and the damage is named.</summary>
public sealed class ViewFaultTests : StoreFixture
{
    private const UnixFileMode Writable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Dictionary<string, string> files = Enumerable.Range(0, 14)
        .ToDictionary(n => $"{(n % 2 == 0 ? "bin" : "lib/deep")}/{n}", n => $"content {n % 11} {new string('x', n * 997)}");

    [Theory]
    [InlineData(1)]
    [Trait("tier", "sample")]
    public void Whatever_is_damaged_nothing_wrong_is_shown(int seed) => Play(seed);

    [Theory]
    [Trait("tier", "sample")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_damaged_nothing_wrong_is_shown_for_longer(int seed) => Play(seed);

    private void Play(int seed)
    {
        Random random = new(seed);
        Digest tree = Put([.. files.Select(file => (file.Key, file.Value))]);
        int refused = 0;
        for (int round = 0; round < 60; round++)
        {
            string view = Store.View(tree);
            string damage = Damage(random, view);
            if (random.Next(3) == 0)
            {
                Reopen();
            }

            try
            {
                Compare(Store.View(tree), $"seed {seed}, round {round}: {damage}");
            }
            catch (NukaException problem)
            {
                Assert.True(problem.Problem.Code is "store/corrupt-blob" or "store/missing-blob", $"seed {seed}, round {round}: {damage}: {problem}");
                Assert.Contains(files.Values, content => problem.Problem.Message.Contains(NameOf(content).ToString(), StringComparison.Ordinal));
                refused++;
                Store.Verify(new VerifyOptions { Repair = true, Refetch = Refetch }, TestContext.Current.CancellationToken);
                Compare(Store.View(tree), $"seed {seed}, round {round}, repaired: {damage}");
            }
        }

        Assert.InRange(refused, 5, 50);
    }

    private static Cid NameOf(string content) => Cid.OfBlob(Blake3.Hash(Bytes(content)));

    private MemoryStream? Refetch(Cid name) =>
        files.Values.FirstOrDefault(content => NameOf(content) == name) is { } found ? new MemoryStream(Bytes(found)) : null;

    private void Compare(string view, string what)
    {
        string[] shown = [.. Directory.GetFiles(view, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(view, file)).Order(StringComparer.Ordinal)];
        Assert.True(files.Keys.Order(StringComparer.Ordinal).SequenceEqual(shown), what);
        Assert.All(files, file => Assert.True(File.ReadAllText(Path.Combine(view, file.Key)) == file.Value, $"{what}: {file.Key}"));
    }

    private string Damage(Random random, string view)
    {
        string blob = Any(random, Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories));
        string shown = Any(random, Directory.GetFiles(view, "*", SearchOption.AllDirectories));
        string seal = Path.Combine(view, "../seal");
        string directory = Path.GetDirectoryName(shown)!;
        File.SetUnixFileMode(directory, Writable);
        (string What, Action Does)[] kinds =
        [
            ("a blob is changed", () => Flip(random, blob, restoresTime: false)),
            ("a blob is changed and its time put back", () => Flip(random, blob, restoresTime: true)),
            ("a blob is cut", () => Cut(blob)),
            ("a blob is removed", () => File.Delete(blob)),
            ("a file is changed", () => Flip(random, shown, restoresTime: true)),
            ("a file is replaced", () => Replace(shown)),
            ("a file is removed", () => File.Delete(shown)),
            ("a file is added", () => File.WriteAllText(shown + "+", "more")),
            ("a blob is removed and its file changed", () => RemoveAndFlip(random, blob, shown)),
            ("the seal is changed", () => Flip(random, seal, restoresTime: true)),
            ("the seal is cut", () => Cut(seal)),
            ("the boot is unknown", () => File.Delete(Path.Combine(view, "../boot"))),
        ];
        (string what, Action does) = kinds[random.Next(kinds.Length)];
        does();
        return $"{what} ({Path.GetFileName(blob)}, {Path.GetRelativePath(view, shown)})";
    }

    private static string Any(Random random, string[] paths) => paths.Order(StringComparer.Ordinal).ElementAt(random.Next(paths.Length));

    private static void Flip(Random random, string path, bool restoresTime)
    {
        DateTime time = File.GetLastWriteTimeUtc(path);
        UnixFileMode mode = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, Writable);
        byte[] bytes = File.ReadAllBytes(path);
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Write))
        {
            int at = random.Next(bytes.Length);
            stream.Position = at;
            stream.WriteByte((byte)(bytes[at] ^ (1 << random.Next(8))));
        }

        File.SetUnixFileMode(path, mode);
        if (restoresTime)
        {
            File.SetLastWriteTimeUtc(path, time);
        }
    }

    private static void Cut(string path)
    {
        File.SetUnixFileMode(path, Writable);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write);
        stream.SetLength(stream.Length / 2);
    }

    private static void Replace(string path)
    {
        File.WriteAllText(path + "+", "something else");
        File.Move(path + "+", path, overwrite: true);
    }

    private static void RemoveAndFlip(Random random, string blob, string shown)
    {
        File.Delete(blob);
        Flip(random, shown, restoresTime: false);
    }
}
