// The page's end of the bridge: commands come in as JSON text, reports go out the same way.

let channel = null;

/** Report something that happened; fields must match the dataclass of that name in messages.py. */
export function report(type, fields = {}) {
  if (channel) channel.report(JSON.stringify({ type, ...fields }));
}

/**
 * Connect to Python and hand every command to the function of its name.
 * @param {Object<string, function(Object): void>} commands
 */
export function connect(commands) {
  new QWebChannel(qt.webChannelTransport, (opened) => {
    channel = opened.objects.bridge;
    channel.command_sent.connect((text) => {
      const { type, ...fields } = JSON.parse(text);
      const command = commands[type];
      if (!command) throw new Error(`unknown command ${type}`);
      command(fields);
    });
    report("page_ready");
  });
}
