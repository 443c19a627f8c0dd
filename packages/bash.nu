# Bash: the shell of GNU.
use pkgs [ncurses readline]

export def main [] {
  let src = fetch --unpack debian:pool/main/b/bash/bash_5.2.15.orig.tar.gz sha256-7a315bc0e9d90713159e4390ec1096a41e4f33cd8cc3d1a749a8e5ad56600f51
  derivation bash "5.2.15" $src [$ncurses $readline] --runtime c@1 --license GPL-3.0-or-later --description "Shell" {|pkgs, src|
    autotools --without-bash-malloc --with-installed-readline --disable-nls
    # What loadable commands are built with knows where bash was built.
    for place in [include lib] { rm --recursive $"($env.out)/usr/($place)" }
  }
}
