# grep: finds lines.
use pkgs [pcre2]

export def main [] {
  let src = fetch --unpack debian:pool/main/g/grep/grep_3.8.orig.tar.xz sha256-498d7cc1b4fb081904d87343febb73475cf771e424fb7e6141aff66013abc382
  derivation grep "3.8" $src [$pcre2] --runtime c@1 --license GPL-3.0-or-later --description "Finds lines" {|pkgs, src|
    autotools --disable-nls
  }
}
