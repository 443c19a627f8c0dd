using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Python;

/// <summary>Modules that a project's own files import and neither bring nor pin: had from the archive where it has them.</summary>
internal sealed partial class PythonImports(SourceFiles files, NeedSink sink)
{
    // tkinter, distutils, venv and lib2to3 are missing on purpose: archives keep these in packages of their own.
    private static readonly HashSet<string> Standard = new(
        ("__future__ __main__ _thread abc aifc argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii binhex bisect builtins bz2 calendar cgi cgitb chunk "
        + "cmath cmd code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg cProfile crypt csv ctypes curses dataclasses "
        + "datetime decimal difflib dis doctest email encodings enum errno faulthandler fcntl filecmp fileinput fnmatch formatter fractions ftplib functools gc getopt getpass "
        + "gettext glob graphlib grp gzip hashlib heapq hmac html http imaplib imghdr imp importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox "
        + "mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib ntpath numbers operator optparse os ossaudiodev parser pathlib pdb pickle "
        + "pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline "
        + "reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile "
        + "sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test "
        + "textwrap this threading time timeit token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid warnings wave "
        + "weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo").Split(' '),
        StringComparer.Ordinal);

    public void Find()
    {
        HashSet<string> own = [.. files.Paths.Where(p => p.EndsWith(".py", StringComparison.Ordinal) || p.EndsWith(".pyx", StringComparison.Ordinal)
            || p.EndsWith(".c", StringComparison.Ordinal)).SelectMany(OwnNames)];
        HashSet<string> pinned = Pinned();
        foreach (string path in files.Named(name => name.EndsWith(".py", StringComparison.Ordinal)).Take(ScanLimits.SourceFiles))
        {
            foreach ((int number, string line) in SourceText.Read(files, path)?.Lines() ?? [])
            {
                Match match = Import().Match(line);
                if (match.Success)
                {
                    Add(match, own, pinned, new Evidence(files.Label + path, number, line.Trim()));
                }
            }
        }
    }

    private void Add(Match match, HashSet<string> own, HashSet<string> pinned, Evidence evidence)
    {
        IEnumerable<string> modules = match.Groups[1].Success ? match.Groups[1].Value.Split(',').Select(m => m.Trim().Split(' ')[0]) : [match.Groups[2].Value];
        foreach (string module in modules.Where(module => module.Length > 0))
        {
            string top = module.Split('.')[0];
            if (!Standard.Contains(top) && !own.Contains(top) && !pinned.Contains(top.ToLowerInvariant()))
            {
                sink.Add(NeedKind.PythonModule, top, evidence, optional: true);
            }
        }
    }

    /// <summary>What pip is told to fetch in an exact version comes from the index and not from the archive.</summary>
    private HashSet<string> Pinned()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string path in files.Named(name => name.StartsWith("requirements", StringComparison.Ordinal) || name is "poetry.lock" or "uv.lock" or "Pipfile.lock" or "pdm.lock"))
        {
            foreach (Match match in PinnedName().Matches(files.ReadText(path) ?? ""))
            {
                string name = (match.Groups[1].Value + match.Groups[2].Value + match.Groups[3].Value).ToLowerInvariant();
                names.Add(name.Replace('-', '_'));
                foreach (string need in sink.Known.Find("python", name)?.Needs ?? [])
                {
                    names.Add(need[(need.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimEnd('?').Split('.')[0].ToLowerInvariant());
                }
            }
        }

        return names;
    }

    private static IEnumerable<string> OwnNames(string path)
    {
        string[] parts = path.Split('/');
        yield return parts[^1][..parts[^1].LastIndexOf('.')];
        foreach (string part in parts[..^1])
        {
            yield return part;
        }
    }

    [GeneratedRegex(@"^\s*(?:import\s+([\w., ]+)|from\s+([A-Za-z_][\w.]*)\s+import\b)", RegexOptions.CultureInvariant)]
    private static partial Regex Import();

    [GeneratedRegex(@"(?m)^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*==|^name = ""([^""]+)""|^\s*""([A-Za-z0-9][\w.-]*)"": \{", RegexOptions.CultureInvariant)]
    private static partial Regex PinnedName();
}
