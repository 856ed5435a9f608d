// The page that makes a browser a device: it joins, opens a worker for each that is asked for, and shows what happens.
import { encode, FrameReader } from './frames.js';

const address = path => new URL(path, location.href);
const socketAddress = path => {
  const url = address(path);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
};
const show = (id, text) => { document.getElementById(id).textContent = text; };

// Odd while the page is in the background.
let hidden = document.hidden ? 1 : 0;
const workers = new Set();
document.addEventListener('visibilitychange', () => {
  hidden++;
  for (const worker of workers) worker.postMessage({ hidden });
});

/** One worker: a thread, and a connection that carries its frames. */
function openWorker(device, id) {
  const url = socketAddress(`worker/${id}`);
  const socket = new WebSocket(url, ['sartor', device.secret]);
  socket.binaryType = 'arraybuffer';
  const worker = new Worker(address('worker.js'), { name: 'sartor' });
  const frames = new FrameReader();
  let [aliveMs, waiting, timer] = [null, 0, null];
  const end = () => {
    clearInterval(timer);
    worker.terminate();
    workers.delete(worker);
    socket.close();
    show('workers', `${workers.size}`);
  };
  const send = (type, fields, payload) => { if (socket.readyState === WebSocket.OPEN) socket.send(encode(type, fields, payload)); };
  workers.add(worker);
  show('workers', `${workers.size}`);
  worker.postMessage({ setup: { ...device.setup, secret: device.secret, hidden } });
  socket.onmessage = ({ data }) => {
    try {
      for (const request of frames.push(new Uint8Array(data))) {
        if (request.type === 'hello') aliveMs = Math.min(60_000, Math.max(50, Number(request.fields.alive_ms) || 0)) || null;
        waiting++;
        timer ??= aliveMs && setInterval(() => send('alive'), aliveMs);
        show('state', `${request.type}${request.fields.engine ? ` (${request.fields.engine})` : ''}`);
        worker.postMessage({ request }, [request.payload.buffer]);
      }
    } catch (error) {
      send('error', { kind: 'protocol', message: String(error.message ?? error) });
      end();
    }
  };
  worker.onmessage = ({ data: reply }) => {
    if (--waiting === 0) {
      clearInterval(timer);
      timer = null;
      show('state', 'ready');
    }
    send(reply.type, reply.fields, reply.payload);
  };
  worker.onerror = event => {
    send('error', { kind: 'crash', message: `the worker of the page ended: ${event.message}` });
    end();
  };
  socket.onclose = end;
  socket.onerror = end;
}

// The token of the address works once; what it is exchanged for is this tab's. An address that was opened anew counts before that.
async function join() {
  const [token, kept] = [location.hash.slice(1), sessionStorage.getItem('sartor-device')];
  const ask = words => fetch(address('join'), { method: 'POST', headers: { 'content-type': 'text/plain' }, body: words });
  let reply = await ask(token ? `token ${token}` : `again ${kept}`);
  if (!reply.ok && token && kept) reply = await ask(`again ${kept}`);
  if (!reply.ok) throw new Error(await reply.text());
  const device = await reply.json();
  sessionStorage.setItem('sartor-device', device.secret);
  history.replaceState(null, '', location.pathname);
  return device;
}

async function stayAwake() {
  try {
    await navigator.wakeLock?.request('screen');
  } catch {
    // Without it the screen has to be kept on by hand.
  }
}

const wait = ms => new Promise(done => { setTimeout(done, ms); });

async function serve() {
  for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
    let device;
    try {
      device = await join();
    } catch (error) {
      show('state', String(error.message ?? error));
      // Nobody is there, or this token is used up: only the first can change by itself.
      if (!(error instanceof TypeError)) return;
      await wait(pause);
      continue;
    }
    show('name', `browser:${device.name}`);
    show('state', 'ready');
    await new Promise(done => {
      const control = new WebSocket(socketAddress('control'), ['sartor', device.secret]);
      control.onopen = () => { pause = 500; };
      control.onmessage = ({ data }) => openWorker(device, data);
      control.onclose = done;
    });
    show('state', 'not connected');
    await wait(pause);
  }
}

show('isolation', self.crossOriginIsolated ? 'isolated: fine clock, several threads' : 'not isolated: coarse clock, one thread');
show('workers', '0');
stayAwake();
document.addEventListener('visibilitychange', () => { if (!document.hidden) stayAwake(); });
serve();
