#!/bin/sh
# Builds the launcher: a static executable without a C library or a .NET runtime.
# usage: build.sh OUTPUT [VERSION]     needs: the .NET SDK, ld.lld (Debian: lld); the compiler proper comes by an ordinary restore.
set -eu
output=$1
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
version=${2:-$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$here/../../Directory.Build.props")}
command -v ld.lld >/dev/null || { echo "build.sh: ld.lld is missing (Debian: apt install lld)" >&2; exit 1; }

packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
ilc=$packages/runtime.linux-x64.microsoft.dotnet.ilcompiler/10.0.12/tools/ilc
[ -x "$ilc" ] || dotnet restore "$here/compiler/compiler.csproj" -v q --nologo >&2
sdk=$(dotnet --list-sdks | sed -n 's/^\(10\.[^ ]*\) \[\(.*\)\]$/\2\/\1/p' | tail -1)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/Build.cs" <<END
namespace Nuka.Launcher.Core;

/// <summary>What the build knows and the sources do not.</summary>
internal static class Build
{
    internal static System.ReadOnlySpan<byte> Version => "nuka $version\n"u8;
}
END
find "$here" -name '*.cs' -not -path '*/obj/*' -not -path '*/bin/*' | LC_ALL=C sort >"$work/sources"
echo "$here/../Nuka.Content/Hashing/Blake3Portable.cs" >>"$work/sources"
cd "$work"
# shellcheck disable=SC2046 # the sources are ours: no name holds a space unless the checkout does, which the next line checks
case $here in *' '*) echo "build.sh: the path of the checkout holds a space" >&2; exit 1 ;; esac
dotnet "$sdk/Roslyn/bincore/csc.dll" -nologo -noconfig -nostdlib -unsafe -deterministic -optimize+ -langversion:latest \
  -runtimemetadataversion:v4.0.30319 -warnaserror+ -nowarn:CS8981,CS0626,CS0649,CS0114,CS0169,CS8500 \
  -pathmap:"$here=/nuka,$work=/nuka" -target:exe -out:nuka.dll Build.cs $(cat sources)
"$ilc" nuka.dll -o nuka.o --systemmodule nuka --targetos linux --targetarch x64 --Os --methodbodyfolding all
ld.lld -static -nostdlib --gc-sections -s --build-id=none -T "$here/launcher.ld" -o nuka nuka.o
mkdir -p "$(dirname -- "$output")" 2>/dev/null || true
cd - >/dev/null
mv "$work/nuka" "$output"
