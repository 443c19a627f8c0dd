using Nuka.Projects.Discovery;

namespace Nuka.Projects.Tests.Discovery;

public sealed class CProjects
{
    [Fact]
    public void CMake_projects_need_what_they_look_for()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("main.cpp", "#include <vector>\n").With("CMakeLists.txt", """
            cmake_minimum_required(VERSION 3.20) # find_package(NotThis)
            project(app LANGUAGES C CXX)
            #[[ find_package(NorThis) ]]
            find_package(ZLIB REQUIRED)
            find_package(fmt 9 REQUIRED CONFIG)
            find_package(Qt6 REQUIRED COMPONENTS Widgets Svg)
            find_package(Boost COMPONENTS filesystem)
            find_package(PkgConfig REQUIRED)
            pkg_check_modules(DEPS REQUIRED IMPORTED_TARGET cairo>=1.16 libxml-2.0)
            find_library(ODD_LIB NAMES odd oddity PATHS /opt/lib)
            if(WIN32)
              find_package(DirectX)
            elseif(APPLE)
              find_package(Cocoa)
            else()
              find_package(X11)
            endif()
            if(WITH_SOUND)
              find_package(ALSA REQUIRED)
            endif()
            target_link_libraries(app PRIVATE ZLIB::ZLIB readline ${X})
            """).Scan("cmake", "-B", "build");
        Scanning.Finds(result, "bin:cmake", "bin:make", "bin:cc", "bin:c++", "pc:zlib", "cmake:fmt", "cmake:Qt6Widgets", "cmake:Qt6Svg", "lib:boost_filesystem",
            "bin:pkg-config", "pc:cairo", "pc:libxml-2.0", "lib:odd", "pc:x11", "pc:alsa", "lib:readline");
        Scanning.Misses(result, "cmake:NotThis", "cmake:NorThis", "cmake:DirectX", "cmake:Cocoa", "h:vector");
        Assert.False(result.Needs.First(n => n.Key == "pc:cairo").Optional);
        Assert.True(result.Needs.First(n => n.Key == "pc:alsa").Optional);
        Assert.Equal(("CMakeLists.txt", 9), (result.Needs.First(n => n.Key == "pc:cairo").Evidence.File, result.Needs.First(n => n.Key == "pc:cairo").Evidence.Line));
    }

    [Theory]
    [InlineData("Protobuf", "pc:protobuf bin:protoc")]
    [InlineData("Armadillo", "pc:armadillo")]
    [InlineData("Cups", "h:cups/cups.h")]
    [InlineData("SDL_image", "lib:SDL_image")]
    [InlineData("TclStub", "pc:tcl pc:tk")]
    [InlineData("PerlLibs", "bin:perl deb:libperl-dev")]
    [InlineData("XalanC", "h:xalanc/XalanTransformer/XalanTransformer.hpp pc:xerces-c")]
    [InlineData("wxWidgets", "deb:libwxgtk*-dev")]
    [InlineData("Iconv", "")]
    [InlineData("Backtrace", "")]
    [InlineData("UnixCommands", "")]
    [InlineData("PackageHandleStandardArgs", "")]
    [InlineData("PackageMessage", "")]
    public void What_modules_of_CMake_look_for_is_known(string module, string keys)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("CMakeLists.txt", $"find_package({module} REQUIRED)\n").Scan("cmake", ".");
        string[] wanted = keys.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(wanted.Order(StringComparer.Ordinal), result.Needs.Where(n => n.Evidence.Token.Contains(module, StringComparison.Ordinal)).Select(n => n.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Meson_projects_need_what_they_look_for()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("meson.build", """
            project('app', 'c', 'cpp', version: '1')  # dependency('not-this')
            cc = meson.get_compiler('c')
            cairo = dependency('cairo', version: '>=1.10')
            opt = dependency('libpng', required: get_option('png'))
            thr = dependency('threads')
            z = cc.find_library('z')
            m = cc.find_library('m', required: false)
            qt = dependency('qt5', modules: ['Core', 'Gui'])
            gen = find_program('bison')
            own = find_program('tools/gen.py')
            subdir('src')
            """).With("src/meson.build", "dep = dependency(\n  'glib-2.0')\n").Scan();
        Scanning.Finds(result, "bin:meson", "bin:ninja", "bin:cc", "bin:c++", "bin:pkg-config", "pc:cairo", "pc:libpng", "lib:z", "cmake:Qt5Core", "cmake:Qt5Gui", "bin:bison", "pc:glib-2.0");
        Scanning.Misses(result, "pc:not-this", "pc:threads", "lib:m", "bin:tools/gen.py");
        Assert.True(result.Needs.First(n => n.Key == "pc:libpng").Optional);
        Assert.False(result.Needs.First(n => n.Key == "pc:cairo").Optional);
    }

    [Fact]
    public void Autotools_projects_need_what_they_check_for_and_what_makes_configure()
    {
        const string Script = """
            AC_INIT([app], [1.0]) dnl AC_CHECK_LIB([not], [this])
            AM_INIT_AUTOMAKE([foreign])
            LT_INIT
            AC_PROG_CXX
            AC_PROG_YACC
            PKG_CHECK_MODULES([DEPS], [glib-2.0 >= 2.50 gio-2.0])
            PKG_CHECK_MODULES([PNG], [libpng], [have_png=yes], [have_png=no])
            AC_CHECK_LIB([z], [deflate])
            AC_SEARCH_LIBS([readline], [readline edit])
            AC_CHECK_HEADERS([unistd.h expat.h])
            # AC_CHECK_LIB([nor], [this])
            """;
        using Scanning scanning = new();
        ScanResult result = scanning.With("configure.ac", Script).Scan();
        Scanning.Finds(result, "bin:make", "bin:cc", "bin:c++", "bin:bison", "bin:pkg-config", "pc:glib-2.0", "pc:gio-2.0", "pc:libpng", "lib:z", "lib:readline", "h:expat.h",
            "bin:autoconf", "bin:automake", "bin:libtoolize");
        Scanning.Misses(result, "lib:not", "lib:nor", "pc:2.50");
        Assert.True(result.Needs.First(n => n.Key == "pc:libpng").Optional);
        Assert.False(result.Needs.First(n => n.Key == "pc:gio-2.0").Optional);
        Scanning.Finds(scanning.With("configure", "#!/bin/sh\n").Scan(), "bin:autoconf", "bin:automake", "bin:libtoolize"); // the next build makes it anew
    }

    [Fact]
    public void Headers_of_the_compiler_and_sources_for_other_systems_need_nothing()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("Makefile", "a: a.o\n")
            .With("a.c", "#include <stdarg.h>\n#include <stddef.h>\n#include <stdbool.h>\n#include <immintrin.h>\n#include <sanitizer/asan_interface.h>\n#include <zlib.h>\n")
            .With("port/haiku_a.cpp", "#include <Messenger.h>\n").With("win32/a.c", "#include <shlwapi.h>\n").With("win32/Makefile", "a:\n\t$(CC) -lole\n").Scan();
        Assert.Equal(["h:stdio.h", "h:zlib.h"], result.Needs.Select(need => need.Key).Where(key => key.StartsWith("h:", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
        Scanning.Misses(result, "lib:ole", "bin:c++");
    }

    [Fact]
    public void Makefiles_need_what_they_link_with_and_call()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("Makefile",
            "CFLAGS = $(shell pkg-config --cflags sdl2 libpng) # -lnot\nLDLIBS = -lcurl -lm `xml2-config --libs`\n\napp: app.o\n\t$(CC) -o $@ $^ $(LDLIBS)\n\t@pandoc README.md -o README.html\n\trm -f x\n").Scan("make");
        Scanning.Finds(result, "bin:make", "bin:cc", "bin:pkg-config", "pc:sdl2", "pc:libpng", "lib:curl", "bin:xml2-config", "bin:pandoc");
        Scanning.Misses(result, "lib:not", "lib:m", "bin:rm");
    }

    [Theory]
    [InlineData("a:\n\tcd doc && pandoc x\n", 2)]
    [InlineData("a:\n\t$(Q)pandoc x | gzip\n", 2)]
    [InlineData("a:\n\t@-echo 'x; asciidoc' | pandoc\n", 2)]
    [InlineData("a: b c; pandoc x\n", 1)]
    [InlineData("a:\n\ttest -f x || (LANG=C pandoc x)\n", 2)]
    [InlineData("a:\n\tfor i in asciidoc b; do pandoc $$i; done\n", 2)]
    [InlineData("a:\n\t@if true; then \\\n\t  pandoc x; fi\n", 3)]
    [InlineData("V = $(shell pandoc --version | head)\n", 1)]
    public void Programs_of_recipes_are_found_wherever_a_command_begins(string makefile, int line)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("Makefile", makefile).Scan("make");
        Need found = Assert.Single(result.Needs, need => need.Key == "bin:pandoc");
        Assert.Equal((line, true), (found.Evidence.Line, found.Optional));
        Assert.Equal(["bin:make", "bin:pandoc"], result.Needs.Select(need => need.Key).Where(key => key != "bin:gzip").Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a:\n\t@echo \"a; pandoc x | pandoc && pandoc\"\n")]
    [InlineData("a:\n\tcp x \\\n\tpandoc \\\n\ty\n")]
    [InlineData("X := a; pandoc\nY = b; pandoc\na: X = c; pandoc\n")]
    [InlineData("a:\n\t./run 2>&1 # ; pandoc\n")]
    public void Words_that_begin_no_command_are_no_programs(string makefile)
    {
        using Scanning scanning = new();
        Scanning.Misses(scanning.With("Makefile", makefile).Scan("make"), "bin:pandoc");
    }

    [Theory]
    [InlineData("PKG_CONFIG ?= pkg-config\nCFLAGS += $(shell $(PKG_CONFIG) --cflags json-c)\n", "pc:json-c bin:pkg-config", 2)]
    [InlineData("P = json-c\nX = $(shell pkg-config --libs $(P))\nLDLIBS += $(X) -lz\n", "pc:json-c lib:z", 2)]
    [InlineData("PC := pkg-config --static\nMODS ?= json-c\nMODS += libpng\nX = `${PC} --libs ${MODS} cairo`\n", "pc:json-c pc:libpng pc:cairo", 4)]
    [InlineData("X = $(shell pkg-config --cflags \\\n  json-c \\\n  libpng)\nY = 1\n", "pc:json-c pc:libpng", 1)]
    [InlineData("A ::= json\nB := $(A)-c\nA = other\n\n\nX = $(shell pkg-config $(B))\n", "pc:json-c", 6)]
    [InlineData("X = $(shell pkg-config --libs $(UNKNOWN) json-c $(call f,some))\nUSED = $(X)\n", "pc:json-c", 1)]
    [InlineData("X = $(X)$(X)\nY = $(shell pkg-config --libs $(X) json-c)\n", "pc:json-c", 2)]
    [InlineData("NAME = json-c\n\nLDLIBS = -l$(NAME)\napp:\n\tcc $(LDLIBS)\n", "lib:json-c", 3)]
    [InlineData("include a.mk\nX = $(shell pkg-config --libs $(MK))\n", "pc:json-c", 2)]
    [InlineData("CHECK = pkg-config\r\nall: app\r\n\techo json\r\nX = $(shell $(CHECK) json-c)\r\n", "pc:json-c", 4)]
    public void Calls_of_pkg_config_in_makefiles_end_with_their_line_and_name_what_variables_hold(string makefile, string keys, int line)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("Makefile", makefile).With("a.mk", "MK = json-c\n").Scan("make");
        Assert.Equal(
            [.. keys.Split(' ').Where(key => !key.StartsWith("bin:", StringComparison.Ordinal)).Order()],
            result.Needs.Select(n => n.Key).Where(key => key.StartsWith("pc:", StringComparison.Ordinal) || key.StartsWith("lib:", StringComparison.Ordinal)).Order());
        Assert.Equal(("Makefile", line), (result.Needs.First(n => n.Key == keys.Split(' ')[0]).Evidence.File, result.Needs.First(n => n.Key == keys.Split(' ')[0]).Evidence.Line));
        Scanning.Finds(result, keys.Split(' '));
    }

    [Fact]
    public void A_makefile_that_grows_without_end_is_read_in_bounded_time()
    {
        string makefile = string.Concat(Enumerable.Range(1, 60).Select(n => $"X{n} = {string.Concat(Enumerable.Repeat($"$(X{n - 1})", 200))}\n"));
        string lines = string.Concat(Enumerable.Repeat("Y += $(X60) $(X15) $(X3)\nZ := $(Y)$(Z)\n", 2_000));
        using Scanning scanning = new();
        Scanning.Finds(scanning.With("Makefile", $"X0 = a\n{makefile}{lines}L = -lcurl\n").Scan("make"), "lib:curl");
    }

    [Fact]
    public void Headers_that_only_other_systems_include_do_not_count()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("a.c", """
            #include "own.h"
            #include "sub/generated.h"
            #include <X11/Xlib.h>
            #ifdef _WIN32
            #include <direct_x.h>
            #elif defined(__linux__)
            # include <linux/input.h>
            #else
            #include <other.h>
            #endif
            #if defined(HAVE_JPEG) && HAVE_JPEG
            #include <jpeglib.h>
            #endif
            #if 0
            #include <never.h>
            #endif
            #if !defined(_WIN32) && !defined(__APPLE__)
            #include <gif_lib.h>
            #endif
            """).With("include/own.h", "").With("lib/sub/generated.h.in", "").Scan();
        Scanning.Finds(result, "h:X11/Xlib.h", "h:linux/input.h", "h:jpeglib.h", "h:gif_lib.h", "bin:cc");
        Scanning.Misses(result, "h:own.h", "h:sub/generated.h", "h:direct_x.h", "h:other.h", "h:never.h");
        Assert.Equal(3, result.Needs.First(n => n.Key == "h:X11/Xlib.h").Evidence.Line);
    }
}
