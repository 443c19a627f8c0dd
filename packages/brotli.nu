# Brotli: compression for the web.
export def main [] {
  let src = fetch --unpack debian:pool/main/b/brotli/brotli_1.0.9.orig.tar.gz sha256-f9e8d81d0405ba66d181529af42a3354f838c939095ff99930da6aa9cdf6fe46
  derivation brotli "1.0.9" $src [] --runtime c@1 --outputs [out dev] --license MIT --description "Compression for the web" {|pkgs, src|
    cmake-build -DBUILD_SHARED_LIBS=ON
    split-dev
  }
}
