using Nuka.Projects.Discovery;
using Nuka.Projects.Learning;

namespace Nuka.Projects.Tests.Learning;

/// <summary>Each row is what the tool itself printed, on Debian 12 where nothing else is said.</summary>
public sealed class FailureReading
{
    [Theory]
    [InlineData("No package 'libfoo' found", "pc:libfoo")]
    [InlineData("Package cairo was not found in the pkg-config search path.", "pc:cairo")]
    [InlineData("Package 'pixman-1', required by 'cairo', not found", "pc:pixman-1")]
    [InlineData("Package 'nothing', required by 'virtual:world', not found", "pc:nothing")]
    [InlineData("Package 'pangocairo' not found", "pc:pangocairo")]
    [InlineData("gyp: Call to 'pkg-config pixman-1 --libs' returned exit status 127 while in binding.gyp. while trying to load binding.gyp", "pc:pixman-1")]
    [InlineData("gyp ERR! stack Error: Call to 'pkg-config cairo --cflags-only-I' returned exit status 1", "pc:cairo")]
    [InlineData("../meson.build:3:0: ERROR: Dependency \"libxml-2.0\" not found, tried pkgconfig and cmake", "pc:libxml-2.0")]
    [InlineData("../meson.build:3:0: ERROR: Dependency \"qt6\" not found, tried config-tool", "cmake:Qt6Core")]
    [InlineData("  Could NOT find CURL (missing: CURL_LIBRARY CURL_INCLUDE_DIR)", "h:curl/curl.h")]
    [InlineData("  Could NOT find SomethingElse (missing: SOMETHING_LIBRARY)", "cmake:SomethingElse")]
    [InlineData("  By not providing \"FindOpenCV.cmake\" in CMAKE_MODULE_PATH this project has", "cmake:OpenCV")]
    [InlineData("sh: 1: protoc: not found", "bin:protoc")]
    [InlineData("/bin/sh: 1: flex: not found", "bin:flex")]
    [InlineData("/bin/sh: 1: exec: bison: not found", "bin:bison")]
    [InlineData("make: bison: No such file or directory", "bin:bison")]
    [InlineData("./gen.sh: 3: xsltproc: not found", "bin:xsltproc")]
    [InlineData("./gen.sh: line 3: xsltproc: command not found", "bin:xsltproc")]
    [InlineData("bash: line 1: jq: command not found", "bin:jq")]
    [InlineData("sh: foo: not found", "bin:foo")]
    [InlineData("make: gcc: No such file or directory", "bin:gcc")]
    [InlineData("make[2]: bison: Command not found", "bin:bison")]
    [InlineData("git: error: cannot run gpg: execvp gpg: No such file or directory", "bin:gpg")]
    [InlineData("/usr/bin/env: 'python3': No such file or directory", "bin:python3")]
    [InlineData("/usr/bin/env: ‘perl’: No such file or directory", "bin:perl")]
    [InlineData("Error: spawn ffmpeg ENOENT", "bin:ffmpeg")]
    [InlineData("gyp ERR! stack Error: not found: make", "bin:make")]
    [InlineData("cgo: C compiler \"gcc\" not found: exec: \"gcc\": executable file not found in $PATH", "bin:gcc")]
    [InlineData("error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory", "bin:x86_64-linux-gnu-gcc")]
    [InlineData("FileNotFoundError: [Errno 2] No such file or directory: 'dot'", "bin:dot")]
    [InlineData("error: linker `cc` not found", "bin:cc")]
    [InlineData("../meson.build:5:0: ERROR: Program 'glslc' not found or not executable", "bin:glslc")]
    [InlineData("gyp ERR! find Python Error: Could not find any Python installation to use", "bin:python3")]
    [InlineData("gyp ERR! stack Error: Can't find Python executable \"python\", you can set the PYTHON env variable.", "bin:python3")]
    [InlineData("configure: error: no acceptable C compiler found in $PATH", "bin:cc")]
    [InlineData("  No CMAKE_CXX_COMPILER could be found.", "bin:c++")]
    [InlineData("../meson.build:1:0: ERROR: Unknown compiler(s): [['cc'], ['gcc'], ['clang'], ['nvc']]", "bin:cc")]
    [InlineData("CMake Error: CMake was unable to find a build program corresponding to \"Ninja\".  CMAKE_MAKE_PROGRAM is not set.", "bin:ninja")]
    [InlineData("CMake Error: CMake was unable to find a build program corresponding to \"Unix Makefiles\".  CMAKE_MAKE_PROGRAM is not set.", "bin:make")]
    [InlineData("main.c:1:10: fatal error: X11/Xlib.h: No such file or directory", "h:X11/Xlib.h")]
    [InlineData("main.c:1:10: fatal error: 'gif_lib.h' file not found", "h:gif_lib.h")]
    [InlineData("/usr/bin/ld: cannot find -ljpeg: No such file or directory", "lib:jpeg")]
    [InlineData("ld.lld: error: unable to find library -lpng16", "lib:png16")]
    [InlineData("./thing: error while loading shared libraries: libX11.so.6: cannot open shared object file: No such file or directory", "so:libX11.so.6")]
    [InlineData("ImportError: libGL.so.1: cannot open shared object file: No such file or directory", "so:libGL.so.1")]
    [InlineData("Error: libXtst.so.6: cannot open shared object file: No such file or directory", "so:libXtst.so.6")]
    [InlineData("ModuleNotFoundError: No module named 'numpy.core'", "py:numpy.core")]
    [InlineData("/usr/bin/python3: No module named pip", "py:pip")]
    [InlineData("Couldn't find a valid ICU package installed on the system. Please install libicu using your package manager", "deb:libicu*")]
    [InlineData("No usable version of libssl was found", "deb:libssl*")]
    public void A_line_that_says_what_is_missing_is_read(string line, string key) =>
        Assert.Contains(key, Find($"compiling\n{line}\nfailed\n").Select(need => need.Key));

    [Theory]
    [InlineData("-- Could NOT find CURL (missing: CURL_LIBRARY CURL_INCLUDE_DIR)")]
    [InlineData("Run-time dependency libfoo found: NO (tried pkgconfig and cmake)")]
    [InlineData("checking for foo... not found")]
    [InlineData("npm ERR! 404 Not Found - GET some/package")]
    [InlineData("GET /index.html: not found")]
    [InlineData("error: file not found: notes.txt")]
    [InlineData("test 3: result: not found in the list")]
    [InlineData("cat: notes.txt: No such file or directory")]
    [InlineData("Error: /nothing/libX.so.6: cannot open shared object file: No such file or directory")]
    [InlineData("ENOENT: no such file or directory, open 'config.json'")]
    [InlineData("AssertionError: expected 'make' to be found")]
    [InlineData("")]
    public void What_a_tool_says_in_passing_is_not(string line) => Assert.Empty(Find(line));

    [Fact]
    public void A_need_carries_the_command_and_the_line_and_comes_once()
    {
        Need need = Assert.Single(Find("\u001b[31m  sh: 1: protoc: not found\u001b[0m\r\nsh: 2: protoc: not found\n"));
        Assert.Equal((NeedOrigin.Failure, "(make -j2 all)", 0, "sh: 1: protoc: not found", false),
            (need.Origin, need.Evidence.File, need.Evidence.Line, need.Evidence.Token, need.Optional));
    }

    [Fact]
    public void Any_text_is_read_without_trouble()
    {
        string endless = new('x', 5_000_000);
        Assert.Empty(Find(endless + "\nsh: 1: " + endless + ": not found\n"));
        Assert.Empty(Find(string.Concat(Enumerable.Repeat("'‘\"Package fatal error: cannot find -l \0\uFFFD[[\n", 30_000))));
    }

    private static IEnumerable<Need> Find(string output) => FailureReader.Find(output, ["make", "-j2", "all"]);
}
