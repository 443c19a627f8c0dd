using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Formats.Nuon;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Frame;

/// <summary>Reads the options of packages from a command line: <c>--option NAME=VALUE</c>.</summary>
internal static class PackageOptions
{
    /// <summary>Makes the option.</summary>
    /// <param name="description">What it says of itself.</param>
    internal static Option<string[]> Create(string description = "an option of the package; its value is NUON, or text") => new("--option")
    {
        Description = description,
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Makes the option <c>--cpu</c>.</summary>
    /// <param name="purpose">What is done for the level: <c>build</c>, <c>evaluate</c>.</param>
    /// <param name="usual">What it is if none is named.</param>
    internal static Option<string> CreateLevel(string purpose = "build", string usual = "the lowest") => new("--cpu")
    {
        Description = $"the level of processors to {purpose} for, or `native`: the best that this machine has (default: {usual})",
        HelpName = "LEVEL",
    };

    /// <summary>Makes the option <c>--allow-impure</c>.</summary>
    internal static Option<bool> CreateAllowImpure() => new("--allow-impure")
    {
        Description = "build packages that ask for it with the network; what comes of it, and all above it, is marked",
    };

    /// <summary>Makes the option <c>--jobs</c>.</summary>
    internal static Option<int> CreateJobs() => new("--jobs")
    {
        Description = "how many packages are built at the same time (default: 1)",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>Reads them.</summary>
    /// <param name="given">What was given.</param>
    /// <exception cref="UsageException">One has no name, or is given twice.</exception>
    internal static NuonRecord Read(string[] given)
    {
        ImmutableArray<NuonField>.Builder fields = ImmutableArray.CreateBuilder<NuonField>();
        foreach (string option in given)
        {
            int at = option.IndexOf('=', StringComparison.Ordinal);
            string name = at < 0 ? option : option[..at];
            if (name.Length == 0 || fields.Any(field => field.Name == name))
            {
                throw new UsageException(new Problem("cli/bad-value", $"`--option {option}`: an option has a name, and is given once")
                {
                    Hints = ["try: --option NAME=VALUE"],
                });
            }

            fields.Add(new NuonField(name, at < 0 ? new NuonBoolean(true) : Value(option[(at + 1)..])));
        }

        return new NuonRecord(fields.DrainToImmutable());
    }

    // What is no NUON by itself, such as a bare word, is text.
    private static NuonValue Value(string text)
    {
        try
        {
            return NuonDocument.Read(text, "--option");
        }
        catch (NukaException)
        {
            return new NuonString(text);
        }
    }
}
