// The page's end of the bridge: commands come in as JSON text, reports go out the same way.

let channel = null, early = null;

/** Report something that happened; fields must match the message of that name in messages.py. */
export function report(type, fields = {}) {
  const text = JSON.stringify({ type, ...fields });
  if (channel) channel.report(text);
  else early?.push(text);
}

/**
 * Connect to Python and hand every command to the function of its name.
 * @param {Object<string, function(Object): void>} commands
 * @param {Promise<Object[]>} first commands that came with the page's own files; they run at once,
 *   and what they set off is reported once Python listens
 */
export function connect(commands, first) {
  const run = (message) => {
    const command = commands[message.type];
    if (!command) throw new Error(`unknown command ${message.type}`);
    command(message);
  };
  const started = first.then((messages) => {
    if (messages.length) early = [];
    messages.forEach(run);
    return messages.length > 0;
  });
  new QWebChannel(qt.webChannelTransport, async (opened) => {
    const { bridge } = opened.objects;
    bridge.command_sent.connect((text) => run(JSON.parse(text)));
    const yes = await started;
    channel = bridge;
    report("page_ready", { started: yes });
    for (const text of early ?? []) channel.report(text);
    early = null;
  });
}
