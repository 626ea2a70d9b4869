// An Express app that is protected by Clerk's middleware, unmodified: node app.mjs ORIGIN < JSON
// Reads a list of {path, token}, sends them to the app, and prints a list of {status, body}.
// CLERK_API_URL, CLERK_SECRET_KEY and CLERK_PUBLISHABLE_KEY configure the middleware.
import { readFileSync } from 'node:fs';
import { clerkMiddleware, clerkClient, getAuth, requireAuth } from '@clerk/express';
import express from 'express';

const app = express();
app.use(clerkMiddleware({ authorizedParties: [process.argv[2]] }));

/** Lets those pass for whom a condition on their authentication is true. */
const only = condition => (request, response, next) =>
  condition(getAuth(request)) ? next() : response.status(403).json({ error: 'forbidden' });

const show = (request, response) => {
  const { userId, orgId, orgRole, sessionId } = getAuth(request);
  response.json({ userId, orgId: orgId ?? null, orgRole: orgRole ?? null, sessionId });
};

app.get('/public', show);
app.get('/private', requireAuth({ signInUrl: '/sign-in' }), show);
app.get('/organization', only(auth => auth.orgId), show);
app.get('/admins', only(auth => auth.has({ role: 'org:admin' })), show);
app.get('/invoices', only(auth => auth.has({ permission: 'org:invoices:read' })), show);
app.get('/profile', requireAuth({ signInUrl: '/sign-in' }), async (request, response) => {
  const user = await clerkClient.users.getUser(getAuth(request).userId);
  response.json({ firstName: user.firstName });
});

const server = app.listen(0, '127.0.0.1', async () => {
  const answers = [];
  for (const { path, token } of JSON.parse(readFileSync(0))) {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const url = `http://127.0.0.1:${server.address().port}${path}`;
    const response = await fetch(url, { headers, redirect: 'manual' });
    const body = response.ok ? await response.json() : null;
    answers.push({ status: response.status, location: response.headers.get('location'), body });
  }
  server.close();
  server.closeAllConnections();
  process.stdout.write(JSON.stringify(answers));
});
