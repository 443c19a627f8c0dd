# lzma-sharp: compresses and decompresses .lzma files, in C#. It calls itself LZMA#, and is a part of the LZMA SDK.
use pkgs [csc dotnet]

export def main [] {
  let src = fetch --unpack debian:pool/main/l/lzma/lzma_9.22.orig.tar.gz sha256-0fa2ec459701e403b72662cf920d252466910161fa2077dd0f6d7c078002da19
  (derivation lzma-sharp "9.22" $src [$dotnet] --tools [$csc] --needs-run [$dotnet] --runtime base@1
    --license LZMA-SDK-9.22 --description "Compresses, in C#" {|pkgs, src|
    dotnet-install lzma-sharp ...(glob CS/**/*.cs --exclude [**/Properties/**])
  })
}
