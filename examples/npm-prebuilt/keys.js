// The addon comes built, and is linked with libraries of the X window system: that it loads at all shows that they are there.
const { uIOhook, UiohookKey } = require('uiohook-napi');

console.log(typeof uIOhook.start, UiohookKey.Escape);
