# Lua: a small language made to be embedded.
use pkgs [readline]

export def main [] {
  let src = fetch --unpack debian:pool/main/l/lua5.4/lua5.4_5.4.4.orig.tar.gz sha256-164c7849653b80ae67bec4b7473b884bf5cc8d2dca05653475ec2ed27b9ebf61
  derivation lua "5.4.4" $src [$readline] --runtime c@1 --outputs [out dev] --license MIT --description "Small language for embedding" {|pkgs, src|
    ^make $"--jobs=($env.NUKA_JOBS)" linux-readline $"MYCFLAGS=($env.CFLAGS)" R=5.4
    ^make install $"INSTALL_TOP=($env.out)/usr" $"INSTALL_LIB=($env.out)($env.NUKA_LIBDIR)"
    split-dev
  }
}
