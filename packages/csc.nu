# csc: compiles C#. Its library is NuGet's; the program that calls it is ours, and is compiled by Debian's mcs, and then once more by itself.
use pkgs [dotnet]

export def main [] {
  let src = [
    (local csc)
    (fetch --unpack nuget:Microsoft.CodeAnalysis.Common@5.12.0 sha256-0fa5be1bb5c69ab384c98204098b513fe6fca8fe830c96c131842a761809a3df)
    (fetch --unpack nuget:Microsoft.CodeAnalysis.CSharp@5.12.0 sha256-1f684db4fda171da3b471be3413dbd1bb8ce2bf9525cf9826aa37a5acd171ae0)
    (fetch --unpack nuget:Microsoft.NETCore.App.Ref@10.0.14 sha256-87163ba4e555bb2b23a53d180de0e2fd46fe558b8dcff6ae11e6643aef215237)
    (fetch --unpack "debian:pool/main/m/mono/mono-mcs_6.8.0.105+dfsg-3.3+deb12u1_all.deb" sha256-d12bf19c5ac020229183f0d2241dd5bb04af7e5c4e0952db7e0970b729fca1cb)
  ]
  derivation csc "5.12.0" $src [$dotnet] --needs-run [$dotnet] --runtime base@1 --license MIT --description "Compiles C#" {|pkgs, src|
    let home = $"($env.out)/usr/lib/csc"
    let settings = $"($src.0)/driver.runtimeconfig.json"
    let library = [$src.1 $src.2] | each {|one| glob $"($one)/lib/net10.0/*.dll" } | flatten
    let references = glob $"($src.3)/ref/net10.0/*.dll" | sort
    install-to usr/bin --executable $"($src.0)/csc"
    install-to usr/lib/csc $settings ...$library
    install-to usr/lib/csc/ref ...$references
    $references | each {|file| $"-r:/usr/lib/csc/ref/($file | path basename)" } | str join "\n" | save $"($home)/csc.rsp"
    let words = [-nologo -noconfig -nostdlib $"-out:($home)/driver.dll" $"($src.0)/csc.cs" ...($library ++ $references | each {|file| $"-r:($file)" })]
    ^dotnet exec --runtimeconfig $settings $"($src.4)/lib/mono/4.5/mcs.exe" -langversion:7.2 -nowarn:1702 ...$words
    ^dotnet $"($home)/driver.dll" -deterministic -optimize ...$words
  }
}
