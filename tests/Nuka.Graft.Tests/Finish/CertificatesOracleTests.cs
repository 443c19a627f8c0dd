using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Nuka.Graft.Finish;

namespace Nuka.Graft.Tests.Finish;

/// <summary>Subject hashes against openssl, over the certificates of the machine.</summary>
[Trait("tier", "sample")]
public sealed class CertificatesOracleTests
{
    [Fact]
    public void Subject_hashes_are_those_of_openssl()
    {
        string[] files = Directory.Exists("/usr/share/ca-certificates") ? Directory.GetFiles("/usr/share/ca-certificates", "*.crt", SearchOption.AllDirectories) : [];
        if (files.Length == 0 || !File.Exists("/usr/bin/openssl"))
        {
            Assert.Skip("the machine has no certificates, or no openssl");
        }

        foreach (string file in files)
        {
            using Process openssl = Process.Start(new ProcessStartInfo("openssl", ["x509", "-noout", "-hash", "-in", file]) { RedirectStandardOutput = true })!;
            string expected = openssl.StandardOutput.ReadToEnd().Trim();
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            Assert.Equal((file, expected), (file, CertificatesHandler.SubjectHash(certificate.SubjectName.RawData)));
        }
    }
}
