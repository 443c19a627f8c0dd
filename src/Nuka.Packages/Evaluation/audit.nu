# What the parser made of package files, as data for the audit. Nothing of the files has run when this is printed: they are parsed with this text, and the
# process ends before the first `use` of one is reached. PACKAGES are the files' paths inside.
print ({
  files: (view files | select filename start)
  tokens: ([PACKAGES] | each {|path| open --raw $path | decode utf-8 | ast --flatten $in})
  blocks: (view blocks | each {|block| {
    id: $block.block_id
    start: $block.start
    end: $block.end
    ir: (try { view ir $block.block_id } catch { null })
  }})
  commands: (scope commands | select name type)
} | to json --raw)
exit
