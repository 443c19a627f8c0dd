# curl: fetches whatever has a URL.
use pkgs [zlib openssl nghttp2]

export def main [] {
  let src = fetch --unpack debian:pool/main/c/curl/curl_7.88.1.orig.tar.gz sha256-cdb38b72e36bc5d33d5b8810f8018ece1baa29a8f215b4495e495ded82bbf3c7
  (derivation curl "7.88.1" $src [$zlib $openssl $nghttp2] --runtime c@1 --outputs [out dev] --needs [network]
    --license curl --description "Fetches by URL" {|pkgs, src|
    (autotools --disable-static --with-openssl --with-nghttp2 --with-zlib --without-libpsl --without-brotli --without-zstd
      --with-ca-bundle=/etc/ssl/certs/ca-certificates.crt)
    split-dev
  })
}
