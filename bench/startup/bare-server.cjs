// The same as CommonJS: `require` of node:http doesn't read its every property, and so leaves undici and HTTP/2 alone.
const { createServer } = require('node:http');

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"status":"ok"}');
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ msg: 'listening', port: server.address().port })}\n`);
});
