# Oniguruma: regular expressions in many encodings.
export def main [] {
  let src = fetch --unpack debian:pool/main/libo/libonig/libonig_6.9.8.orig.tar.gz sha256-26372720bab6733c869a9eb69377f73971138dc5e3eff4a81f5ba8aea5435fb2
  (derivation oniguruma "6.9.8" $src [] --runtime c@1 --outputs [out dev]
    --license BSD-2-Clause --description "Regular expression library" {|pkgs, src|
    ^autoreconf --install
    autotools --disable-static
    split-dev
  })
}
