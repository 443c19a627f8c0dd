# What the parser made of a package file, as data for the audit. Nothing of the file has run when this is printed: the file is parsed with this text,
# and the process ends before its `use` is reached. PACKAGE is the file's path inside.
let place = (view files | where filename == PACKAGE | first)
print ({
  tokens: (open --raw PACKAGE | decode utf-8 | ast --flatten $in)
  start: $place.start
  blocks: (view blocks | each {|block| {
    id: $block.block_id
    start: $block.start
    end: $block.end
    ir: (try { view ir $block.block_id } catch { null })
  }})
  commands: (scope commands | select name type)
} | to json --raw)
exit
