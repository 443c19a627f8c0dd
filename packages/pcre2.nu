# PCRE2: regular expressions as Perl has them.
export def main [] {
  let src = fetch --unpack debian:pool/main/p/pcre2/pcre2_10.42.orig.tar.gz sha256-c33b418e3b936ee3153de2c61cc638e7e4fe3156022a5c77d0711bcbb9d64f1f
  (derivation pcre2 "10.42" $src [] --runtime c@1 --outputs [out dev]
    --license BSD-3-Clause --description "Regular expressions as Perl has them" {|pkgs, src|
    autotools --disable-static --enable-jit
    split-dev
  })
}
