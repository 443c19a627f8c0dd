# tree: shows directories as trees.
export def main [] {
  let src = fetch --unpack debian:pool/main/t/tree/tree_2.1.0.orig.tar.gz sha256-0160c535bff2b0dc6a830b9944e981e3427380f63e748da96ced7071faebabf6
  derivation tree "2.1.0" $src [] --runtime c@1 --license GPL-2.0-or-later --description "Directories as trees" {|pkgs, src|
    ^make $"CFLAGS=($env.CFLAGS) -D_LARGEFILE64_SOURCE -D_FILE_OFFSET_BITS=64"
    install-to -x usr/bin tree
    install-to usr/share/man/man1 doc/tree.1
  }
}
