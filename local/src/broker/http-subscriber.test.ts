import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliverOverHttp } from './http-subscriber.ts';

const event = {
  attributes: { specversion: '1.0', id: '1', source: '/s', type: 't', subject: 'ä' },
  contentType: 'application/json',
  data: new TextEncoder().encode('{"a":1}'),
};

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

test('posts the event in binary mode', async () => {
  const scope = nock('http://subscriber.example', {
    reqheaders: { 'ce-id': '1', 'ce-subject': '%C3%A4', 'content-type': 'application/json' },
  })
    .post('/', '{"a":1}')
    .reply(204);

  expect(await deliverOverHttp('http://subscriber.example/', event)).toStrictEqual({
    answer: { kind: 'response', status: 204, isEmpty: true, isReplyEvent: false },
  });
  expect(scope.isDone()).toBe(true);
});

test('gives an answer that is an event back as one', async () => {
  const headers = { 'ce-specversion': '1.0', 'ce-id': '2', 'ce-source': '/r', 'ce-type': 'r' };
  nock('http://subscriber.example').post('/').reply(200, 'reply', headers);

  const attempt = await deliverOverHttp('http://subscriber.example/', event);

  expect(attempt.answer).toMatchObject({ status: 200, isReplyEvent: true });
  expect(attempt.reply?.attributes['id']).toBe('2');
});

test.each([
  ['a body that is no event', 200, 'ok', { status: 200, isEmpty: false, isReplyEvent: false }],
  ['a redirect, unfollowed', 302, '', { status: 302 }],
  ['a refusal', 400, '', { status: 400 }],
])('tells %s', async (_case, status, body, expected) => {
  nock('http://subscriber.example').post('/').reply(status, body, { location: 'http://other.example/' });

  expect((await deliverOverHttp('http://subscriber.example/', event)).answer).toMatchObject(expected);
});

test('tells that nobody answered', async () => {
  nock('http://subscriber.example').post('/').replyWithError('refused');

  expect((await deliverOverHttp('http://subscriber.example/', event)).answer).toStrictEqual({
    kind: 'no-response',
    reason: 'no connection',
  });
});
