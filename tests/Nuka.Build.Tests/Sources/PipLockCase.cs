using System.Security.Cryptography;

namespace Nuka.Build.Tests.Sources;

/// <summary>pip.</summary>
internal sealed class PipLockCase : LockCase
{
    private static readonly byte[] Left = Wheel("left_pad", "1.0.0");
    private static readonly byte[] Right = Wheel("right", "2.1.0");

    internal override string Manager => "pip";

    internal override string LockName => "requirements.txt";

    internal override string ServedFile => "files/left_pad-1.0.0-py3-none-any.whl";

    internal override string Installed => "left_pad-1.0.0.dist-info right-2.1.0.dist-info";

    internal override IReadOnlyList<string> Undigested =>
        ["left-pad==1.0.0", "left-pad==1.0.0 --hash=md5:d41d8cd98f00b204e9800998ecf8427e", "left-pad==1.0.0 --hash=sha256:abc", "left-pad==1.0.0 \\\n"];

    internal override IReadOnlyList<string> Hostile =>
    [
        "../left==1.0.0 --hash=sha256:" + Sha256(Left), "-r other.txt", "-e .", "./local", "left @ https://a.example/left.whl", "left>=1.0.0 --hash=sha256:" + Sha256(Left),
        "left==1.* --hash=sha256:" + Sha256(Left), "left", "left==1.0.0 && rm", "git+https://a.example/left.git",
    ];

    internal override string Lock(bool isReversed)
    {
        string[] lines =
        [
            $"Left.Pad==1.0.0 ; python_version >= \"3\" \\\n    --hash=sha256:{new string('0', 64)} \\\n    --hash=sha256:{Sha256(Left)}\n    # via app",
            $"right[extra] == 2.1.0 --hash=sha256:{Sha256(Right)}",
        ];
        return "# made by hand\r\n--index-url https://elsewhere.example/simple\n\n" + string.Join('\n', isReversed ? lines.Reverse() : lines);
    }

    internal override void Serve(SourceBench bench)
    {
        bench.PythonIndexes = [$"{bench.Server.Address}/nothing/", $"{bench.Server.Address}/simple"];
        bench.Write($"served/{ServedFile}", Left);
        bench.Write("served/files/right-2.1.0-py3-none-any.whl", Right);
        bench.Write("served/simple/left-pad/index.html", $"<html><body><a href=\"../../files/left_pad-1.0.0-py3-none-any.whl#sha256={Sha256(Left)}\" data-requires-python=\"&gt;=3\">"
            + "left_pad-1.0.0-py3-none-any.whl</a><a href='../other.whl'>other.whl</a></body></html>");
        bench.Write("served/simple/right/index.html", "{\"meta\": {}, \"files\": [{\"filename\": \"right-2.1.0-py3-none-any.whl\", \"url\": \"/files/right-2.1.0-py3-none-any.whl\", "
            + $"\"hashes\": {{\"sha256\": \"{Sha256(Right)}\"}}}}]}}");
    }

    internal override string? Install(SourceBench bench, string source, IReadOnlyDictionary<string, string> variables)
    {
        string app = Directory.CreateDirectory(bench.File("app")).FullName;
        return Oracle.Run(app, "python3", ["-m", "pip", "install", "--target", "installed", "-r", Path.Combine(source, LockName)], variables) is null ? null
            : string.Join(' ', Directory.GetDirectories(Path.Combine(app, "installed"), "*.dist-info").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>A wheel (PEP 427).</summary>
    private static byte[] Wheel(string name, string version) => NuGetLockCase.Zip(
        ($"{name}.py", "a = 1\n"),
        ($"{name}-{version}.dist-info/METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: extra\n"),
        ($"{name}-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: a\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
        ($"{name}-{version}.dist-info/RECORD", $"{name}.py,,\n{name}-{version}.dist-info/METADATA,,\n{name}-{version}.dist-info/WHEEL,,\n{name}-{version}.dist-info/RECORD,,\n"));

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
