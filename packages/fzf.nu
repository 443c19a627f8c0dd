# fzf: chooses from a list, in Go. What it is made from are the sources that Debian packages.
export def main [] {
  let modules = [
    [file digest];
    ["golang-github-mattn-go-isatty/golang-github-mattn-go-isatty-dev_0.0.17-1" sha256-07dc6594466081a0622814dfd05f5f4de7dd54047fafb35e2af7bacfb307b402]
    ["golang-github-mattn-go-runewidth/golang-github-mattn-go-runewidth-dev_0.0.14-1" sha256-422dd4fbccebaab51df46ee3c454ddd94b26b0be86c5b4d5a2c13d6555fc834b]
    ["golang-github-mattn-go-shellwords/golang-github-mattn-go-shellwords-dev_1.0.10-2" sha256-3ff3bbc3413ff6f2212879cfeafcca3874da5c5fcabf5e93d606cbe894396601]
    ["golang-github-rivo-uniseg/golang-github-rivo-uniseg-dev_0.4.2-1" sha256-b1539c251d3d1d46a7a5b60780f4d1c80fb4b7a5ba4721410234a0e23cc3f40d]
    ["golang-github-saracen-walker/golang-github-saracen-walker-dev_0.1.2-1" sha256-75f44b1235f264028f8ac4e250d538ff4c2bbc0b2d21e7d96fd0f86c334ffa46]
    ["golang-golang-x-sync/golang-golang-x-sync-dev_0.1.0-1" sha256-c9609d1ef1c162bff89b689b15f2705271a784b5c13dbe5f8513fe5a3c006bed]
    ["golang-golang-x-sys/golang-golang-x-sys-dev_0.3.0-1" sha256-1bbeb938568f2014ada7473dd3fad8c8cbc45fabf0dcc7bc86b4392af0fd4bc8]
    ["golang-golang-x-term/golang-golang-x-term-dev_0.3.0-1" sha256-ebdf21d33efb2d9a04c18d1c46f0a380d8bdcb1dc5d93384b270b146cd5d927b]
  ]
  let fzf = fetch --unpack debian:pool/main/f/fzf/fzf_0.38.0.orig.tar.gz sha256-75ad1bdb2ba40d5b4da083883e65a2887d66bd2d4dbfa29424cb3f09c37efaa7
  let src = [$fzf ...($modules | each {|one| fetch --unpack $"debian:pool/main/g/($one.file)_all.deb" $one.digest })]
  derivation fzf "0.38.0" $src [] --runtime go@1 --license MIT --description "Chooses from a list" {|pkgs, src|
    go-install $src "-ldflags=-X main.version=0.38.0 -X main.revision=nuka"
    install-to usr/share/man/man1 $"($src.0)/man/man1/fzf.1"
  }
}
