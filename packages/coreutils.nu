# coreutils: ls, cp, sort and a hundred more.
export def main [] {
  let src = fetch --unpack debian:pool/main/c/coreutils/coreutils_9.1.orig.tar.xz sha256-61a1f410d78ba7e7f37a5a4f50e6d1320aca33375484a3255eddf17a38580423
  derivation coreutils "9.1" $src [] --runtime c@1 --license GPL-3.0-or-later --description "ls, cp, sort and their kin" {|pkgs, src|
    autotools --disable-nls --without-openssl --disable-libcap
  }
}
