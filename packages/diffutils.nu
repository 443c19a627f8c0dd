# diffutils: diff, cmp, diff3, sdiff.
export def main [] {
  let src = fetch --unpack debian:pool/main/d/diffutils/diffutils_3.8.orig.tar.xz sha256-a6bdd7d1b31266d11c4f4de6c1b748d4607ab0231af5188fc2533d0ae2438fec
  derivation diffutils "3.8" $src [] --runtime c@1 --license GPL-3.0-or-later --description "Differences of files" {|pkgs, src|
    autotools --disable-nls
  }
}
