# dotnet: what programs of .NET run on, as NuGet carries it. The program `dotnet` is in no package there: it is made here, and hands its words to libhostfxr.
use pkgs [openssl]

export def main [] {
  let src = fetch --unpack nuget:Microsoft.NETCore.App.Runtime.linux-x64@10.0.14 sha256-bcd40d8b1259dc7b88a88b638aff1fa15b1563d2cf2377ea9f7650ebc4005d40
  (derivation dotnet "10.0.14" $src [$openssl] --needs-run [$openssl] --runtime c@1
    --license MIT --description "What programs of .NET run on" --platforms [linux/x86_64]
    --allow {references: {liblttng-ust.so.0: "for tracing, where LTTng is"}} {|pkgs, src|
    let home = $"($env.out)/usr/lib/dotnet"
    let host = "host/fxr/10.0.14"
    install-to usr/lib/dotnet/shared/Microsoft.NETCore.App/10.0.14 LICENSE.TXT THIRD-PARTY-NOTICES.TXT ...(glob runtimes/linux-x64/{lib/net10.0,native}/*)
    install-to $"usr/lib/dotnet/($host)" runtimes/linux-x64/native/libhostfxr.so
    "int hostfxr_main(int, char **);\nint main(int count, char **words) { return hostfxr_main(count, words); }\n" | save dotnet.c
    ^cc -O2 dotnet.c -o $"($home)/dotnet" $"($home)/($host)/libhostfxr.so" $"-Wl,-rpath,$ORIGIN/($host)"
    # It loads ICU and reads time zones without a word in its files: these links say that it needs them.
    mkdir $"($home)/needs" $"($env.out)/usr/bin"
    ^ln --symbolic $"($env.NUKA_LIBDIR)/libicui18n.so.72" /usr/share/zoneinfo $"($home)/needs"
    ^ln --symbolic ../lib/dotnet/dotnet $"($env.out)/usr/bin/dotnet"
  })
}
