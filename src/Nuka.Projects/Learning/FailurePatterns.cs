using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nuka.Projects.Discovery;

namespace Nuka.Projects.Learning;

/// <summary>
/// What tools print when something is missing, by kind. Each row was taken from a tool's own output (the tests have it). A row must not match
/// what a tool says in passing: only what it cannot go on without.
/// </summary>
internal static partial class FailurePatterns
{
    /// <summary>All rows.</summary>
    public static ImmutableArray<FailurePattern> All { get; } =
    [
        new(NoPackage(), NeedKind.PkgConfig),
        new(PackageNotFound(), NeedKind.PkgConfig),
        new(PkgConfigCall(), NeedKind.PkgConfig),
        new(MesonDependency(), NeedKind.PkgConfig, Known: "meson"),
        new(CMakeModule(), NeedKind.CMakePackage, Known: "cmake"),
        new(CMakeConfig(), NeedKind.CMakePackage, Known: "cmake"),
        new(ShellNotFound(), NeedKind.Program),
        new(PlainNotFound(), NeedKind.Program),
        new(MakeNotFound(), NeedKind.Program),
        new(ExecFailed(), NeedKind.Program),
        new(EnvNotFound(), NeedKind.Program),
        new(SpawnFailed(), NeedKind.Program),
        new(GypNotFound(), NeedKind.Program),
        new(GoNotFound(), NeedKind.Program),
        new(PythonCommand(), NeedKind.Program),
        new(PythonNotFound(), NeedKind.Program),
        new(RustLinker(), NeedKind.Program),
        new(MesonProgram(), NeedKind.Program),
        new(NoPython(), NeedKind.Program, Always: "bin:python3"),
        new(NoCCompiler(), NeedKind.Program, Always: "bin:cc"),
        new(NoCxxCompiler(), NeedKind.Program, Always: "bin:c++"),
        new(NoMake(), NeedKind.Program, Always: "bin:make"),
        new(NoNinja(), NeedKind.Program, Always: "bin:ninja"),
        new(NoPkgConfig(), NeedKind.Program, Always: "bin:pkg-config"),
        new(Header(), NeedKind.Header),
        new(LinkLibrary(), NeedKind.LinkLibrary),
        new(SharedObject(), NeedKind.SharedLibrary),
        new(PythonModule(), NeedKind.PythonModule),
        new(NoIcu(), NeedKind.Package, Always: "deb:libicu*"),
        new(NoSsl(), NeedKind.Package, Always: "deb:libssl*"),
    ];

    // pkg-config and pkgconf
    [GeneratedRegex(@"No package ['‘](?<x>[^'’\s]+)['’] found", RegexOptions.CultureInvariant)]
    private static partial Regex NoPackage();

    [GeneratedRegex(@"Package ['‘""]?(?<x>[^\s'’"",]+)['’""]?(?:, required by ['‘][^'’]*['’],)? (?:was )?not found(?: in the pkg-config search path|\s*\z|,)", RegexOptions.CultureInvariant)]
    private static partial Regex PackageNotFound();

    // gyp
    [GeneratedRegex(@"Call to ['‘]pkg-config (?<x>[^\s'’-][^\s'’]*) [^'’]*['’] returned exit status [1-9]", RegexOptions.CultureInvariant)]
    private static partial Regex PkgConfigCall();

    [GeneratedRegex(@"ERROR: Dependency ['""](?<x>[^'""]+)['""] not found", RegexOptions.CultureInvariant)]
    private static partial Regex MesonDependency();

    // The same words behind two dashes are CMake's notice of something optional.
    [GeneratedRegex(@"^\s*Could NOT find (?<x>[\w+.-]+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex CMakeModule();

    [GeneratedRegex(@"^\s*By not providing ""Find(?<x>[\w+.-]+)\.cmake""", RegexOptions.CultureInvariant)]
    private static partial Regex CMakeConfig();

    // dash: `sh: 1: x: not found`; bash: `./gen: line 3: x: command not found`
    [GeneratedRegex(@"^\s*(?:npm (?:ERR!|error) )?\S+: (?:line )?[0-9]+: (?:exec: )?(?<x>[\w.+-]+): (?:command )?not found", RegexOptions.CultureInvariant)]
    private static partial Regex ShellNotFound();

    [GeneratedRegex(@"^\s*(?:npm (?:ERR!|error) )?(?:\S*/)?(?:sh|bash|ash|which): (?:no )?(?<x>[\w.+-]+)(?:: (?:command )?not found| in \()", RegexOptions.CultureInvariant)]
    private static partial Regex PlainNotFound();

    [GeneratedRegex(@"^\s*g?make(?:\[[0-9]+\])?: (?<x>[\w.+-]+): (?:No such file or directory|Command not found)", RegexOptions.CultureInvariant)]
    private static partial Regex MakeNotFound();

    [GeneratedRegex(@"\b(?:execvp|exec|execve)(?:\(\))?:? (?:of )?['‘]?(?<x>[\w.+-]+)['’]?(?: failed)?: No such file or directory", RegexOptions.CultureInvariant)]
    private static partial Regex ExecFailed();

    [GeneratedRegex(@"\benv: ['‘](?<x>[\w.+-]+)['’]: No such file or directory", RegexOptions.CultureInvariant)]
    private static partial Regex EnvNotFound();

    // Node.js
    [GeneratedRegex(@"\bspawn (?<x>[\w.+-]+) ENOENT", RegexOptions.CultureInvariant)]
    private static partial Regex SpawnFailed();

    [GeneratedRegex(@"\bError: not found: (?<x>[\w.+-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex GypNotFound();

    [GeneratedRegex(@"exec: ""(?<x>[\w.+-]+)"": executable file not found in \$PATH", RegexOptions.CultureInvariant)]
    private static partial Regex GoNotFound();

    [GeneratedRegex(@"error: command '(?<x>[\w.+-]+)' failed: No such file or directory", RegexOptions.CultureInvariant)]
    private static partial Regex PythonCommand();

    [GeneratedRegex(@"FileNotFoundError: \[Errno 2\] No such file or directory: '(?<x>[\w.+-]+)'", RegexOptions.CultureInvariant)]
    private static partial Regex PythonNotFound();

    [GeneratedRegex(@"error: linker `(?<x>[\w.+-]+)` not found", RegexOptions.CultureInvariant)]
    private static partial Regex RustLinker();

    [GeneratedRegex(@"ERROR: Program ['""](?<x>[\w.+-]+)['""] not found", RegexOptions.CultureInvariant)]
    private static partial Regex MesonProgram();

    [GeneratedRegex(@"Could not find any Python installation to use|Can't find Python executable", RegexOptions.CultureInvariant)]
    private static partial Regex NoPython();

    [GeneratedRegex(@"no acceptable C compiler found|No CMAKE_C_COMPILER could be found|Unknown compiler\(s\): \[\['cc'\]", RegexOptions.CultureInvariant)]
    private static partial Regex NoCCompiler();

    [GeneratedRegex(@"No CMAKE_CXX_COMPILER could be found|Unknown compiler\(s\): \[\['c\+\+'\]|C\+\+ compiler cannot create executables", RegexOptions.CultureInvariant)]
    private static partial Regex NoCxxCompiler();

    [GeneratedRegex(@"unable to find a build program corresponding to ""Unix Makefiles""", RegexOptions.CultureInvariant)]
    private static partial Regex NoMake();

    [GeneratedRegex(@"unable to find a build program corresponding to ""Ninja""|Could not detect Ninja", RegexOptions.CultureInvariant)]
    private static partial Regex NoNinja();

    [GeneratedRegex(@"Pkg-config for machine .* not found|The pkg-config script could not be found|Could NOT find PkgConfig", RegexOptions.CultureInvariant)]
    private static partial Regex NoPkgConfig();

    // GCC, Clang
    [GeneratedRegex(@"fatal error: ['‘]?(?<x>[^\s:'’]+)['’]?(?:: No such file or directory| file not found)", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    // GNU ld, LLD
    [GeneratedRegex(@"(?:cannot find|unable to find library) -l(?<x>[\w.+-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex LinkLibrary();

    [GeneratedRegex(@"(?:^|[\s'""(])(?<x>[\w.+-]+\.so(?:\.[0-9]+)*): cannot open shared object file", RegexOptions.CultureInvariant)]
    private static partial Regex SharedObject();

    [GeneratedRegex(@"\bNo module named ['""]?(?<x>[A-Za-z_][\w.]*)", RegexOptions.CultureInvariant)]
    private static partial Regex PythonModule();

    // .NET loads both by name while it runs.
    [GeneratedRegex(@"Couldn't find a valid ICU package", RegexOptions.CultureInvariant)]
    private static partial Regex NoIcu();

    [GeneratedRegex(@"No usable version of libssl was found", RegexOptions.CultureInvariant)]
    private static partial Regex NoSsl();
}
