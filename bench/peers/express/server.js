// An Express receiver as one would write it: the primary forks a worker for each core; a worker verifies the signature over
// the raw body, inserts the event, and answers 202 when Postgres has committed it.
'use strict';

const cluster = require('node:cluster');
const crypto = require('node:crypto');
const os = require('node:os');

const WORKERS = Number(process.env.PEER_WORKERS || os.availableParallelism());
const TOLERANCE_SECONDS = 300;

// Named, so that each connection parses and plans it once.
const INSERT = {
  name: 'insert-event',
  text: `INSERT INTO webhook_event (endpoint, event_id, provider, type, category, status, livemode, object_id, body, payload,
           payload_sha256, content_type, headers, http_target, created_at, received_at, attempts, topic, partition, "offset")
         VALUES ('stripe', $1, 'stripe', $2, $2, 'processed', $3, $4, $5, $6::jsonb, sha256($5), $7, $8::jsonb,
           'POST /webhooks/stripe', to_timestamp($9), now(), 1, '', 0, 0)
         ON CONFLICT DO NOTHING`,
};

function isGenuine(header, body, secret) {
  const parts = Object.fromEntries(String(header).split(',').map((part) => part.trim().split('=', 2)));
  if (!/^\d+$/.test(parts.t) || !/^[0-9a-f]{64}$/.test(parts.v1)) {
    return false;
  }
  if (Math.abs(Date.now() / 1000 - Number(parts.t)) > TOLERANCE_SECONDS) {
    return false;
  }
  const expected = crypto.createHmac('sha256', secret).update(`${parts.t}.`).update(body).digest();
  return crypto.timingSafeEqual(expected, Buffer.from(parts.v1, 'hex'));
}

function serve() {
  const express = require('express');
  const { Pool } = require('pg');
  const secret = process.env.PEER_SECRET;
  const pool = new Pool({
    connectionString: process.env.PEER_POSTGRES_PSQL,
    max: Number(process.env.PEER_POOL),
  });
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/health', (request, response) => response.sendStatus(200));
  app.post('/webhooks/stripe', express.raw({ type: () => true, limit: '1mb' }), async (request, response) => {
    const body = request.body;
    if (!isGenuine(request.headers['stripe-signature'], body, secret)) {
      response.status(401).json({ status: 'refused' });
      return;
    }
    const text = body.toString('utf8');
    const event = JSON.parse(text);
    const { authorization, cookie, ...kept } = request.headers;
    await pool.query({
      ...INSERT,
      values: [
        event.id,
        event.type,
        event.livemode,
        event.data.object.id,
        body,
        text,
        request.headers['content-type'],
        JSON.stringify(kept),
        event.created,
      ],
    });
    response.status(202).json({ status: 'accepted', event_id: event.id });
  });
  app.listen(Number(process.env.PEER_PORT), '127.0.0.1');
}

if (cluster.isPrimary) {
  for (let i = 0; i < WORKERS; i++) {
    cluster.fork();
  }
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) {
      worker.kill();
    }
    process.exit(0);
  });
} else {
  serve();
}
