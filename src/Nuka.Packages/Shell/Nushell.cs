using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Npm;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Packages.Shell;

/// <summary>
/// The one Nushell that packages are written for. What it reads and prints is part of what packages mean, so no other is used: its version and the
/// digest of its program stand here.
/// </summary>
public static class Nushell
{
    /// <summary>The version.</summary>
    public const string Version = "0.115.1";

    /// <summary>The SHA-256 of the program for x86-64, as the npm package <c>@nushell/linux-x64</c> carries it.</summary>
    private const string ProgramSha256 = "c343a927a2d4a45ebf9300d013b226bcdc2598ecb0178a8a79722ebffe71e56e";

    /// <summary>The content id of the program: it stands in the identity of every package.</summary>
    public static Cid ProgramCid { get; } = Cid.Parse("bafkr4ifugjefyfgg7lvat6b3aty3dhvfhiixysr5t5vktmkgigxdm2l5e4");

    /// <summary>The SHA-256 of that package's archive.</summary>
    private const string ArchiveSha256 = "8a02b8874bb1e6cc268a3da72f42735a2f92f92548feb938a771ea02ce859ba4";

    private const long ArchiveBytes = 64 << 20;
    private const string Package = "@nushell/linux-x64";
    private const string ArchiveIntegrity = "sha512-w6eMwPZJ/JqIEq2BgUif71fzBuNFxA1xvrIshC+bQYq44x2PgOE+x1IX+URNUBQSkCLAY9ze2Egec00RMyDtMA==";
    private const string Prefix = "usr/lib/nushell";

    /// <summary>Gets the program into the store, if it is not there.</summary>
    /// <param name="store">The store.</param>
    /// <param name="registry">Where its archive comes from.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The program's path, in a view of the store.</returns>
    /// <exception cref="NukaException"><c>packages/no-nushell</c>, and what fetching throws.</exception>
    public static async Task<string> GetAsync(ContentStore store, NpmRegistry registry, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(registry);
        NpmUnpacker unpacker = new(store, CleaningPolicy.Everything);
        byte[] sha256 = Convert.FromHexString(ArchiveSha256);
        Digest? tree = unpacker.TryFind(sha256, Prefix);
        bool isNew = tree is null;
        if (tree is null)
        {
            string archive = await registry.FetchAsync(Package, Version, ArchiveIntegrity, ArchiveBytes, cancellation)
                ?? throw new Problem("packages/no-nushell", $"Nushell {Version} is nowhere to be had: no registry of npm is configured")
                {
                    Hints = ["configure one (`npm config set registry ADDRESS`)", "or name the program yourself: NUKA_NU=/path/to/nu"],
                }.ToException();
            tree = unpacker.Unpack(archive, sha256, Prefix, cancellation);
        }

        string program = Path.Combine(store.View(tree.Value, cancellation), Prefix, "bin", "nu");
        if (isNew)
        {
            if (!store.IsReadOnly)
            {
                store.SetRoot($"nushell {Version}", [Cid.OfTree(tree.Value)]); // every evaluation needs it
            }

            Verify(program); // afterwards it is what the store says, as every program in it; reading it all took longer than evaluating a package
        }

        return program;
    }

    /// <summary>Checks that a program is the one.</summary>
    /// <param name="program">Its path.</param>
    /// <exception cref="NukaException"><c>packages/other-nushell</c>.</exception>
    public static void Verify(string program)
    {
        using SafeFileHandle file = RegularFile.TryOpen(program) ?? throw new Problem("packages/other-nushell", $"{program} does not exist")
        {
            Hints = ["leave NUKA_NU out, and nuka gets the right one"],
        }.ToException();
        using FileStream stream = new(file, FileAccess.Read);
        string found = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (found != ProgramSha256)
        {
            throw new Problem("packages/other-nushell", $"{program} is not Nushell {Version}")
            {
                Reasons = [$"its SHA-256 is {found}", $"that of Nushell {Version} is {ProgramSha256}"],
                Hints = ["leave NUKA_NU out, and nuka gets the right one"],
            }.ToException();
        }
    }
}
