# jq: a filter for JSON.
use pkgs [oniguruma]

export def main [] {
  let src = fetch --unpack debian:pool/main/j/jq/jq_1.6.orig.tar.gz sha256-3ba940b97571c866923f0409678033d33b5a98758dfc174fad8397ed908bc4d9
  derivation jq "1.6" $src [$oniguruma] --runtime c@1 --outputs [out dev] --license MIT --description "Filter for JSON" {|pkgs, src|
    # The archive is no clone of git, which would be asked for the version.
    ^sed -i '1,/^$/c m4_define([jq_version], [1.6])\n' configure.ac
    rm scripts/version
    ^autoreconf --install
    autotools --disable-maintainer-mode --disable-docs --disable-shared --with-oniguruma=/usr
    split-dev
  }
}
