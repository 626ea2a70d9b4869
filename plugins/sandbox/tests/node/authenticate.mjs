// What Clerk's JavaScript SDK, unmodified, says about tokens: node authenticate.mjs URL < JSON
// Reads a list of {token, options, roles, permissions, plans}; prints a list of what it learned.
import { readFileSync } from 'node:fs';
import { createClerkClient, verifyToken } from '@clerk/backend';

const apiUrl = process.argv[2];
const secretKey = 'sk_test_node';
const publishableKey = `pk_test_${Buffer.from('clerk.sandbox.test$').toString('base64')}`;
const clerk = createClerkClient({ apiUrl, secretKey, publishableKey, telemetry: { disabled: true } });

async function learn({ token, options = {}, roles = [], permissions = [], plans = [] }) {
  const headers = { authorization: `Bearer ${token}` };
  const request = new Request('https://app.example.com/', { headers });
  const state = await clerk.authenticateRequest(request, { secretKey, ...options });
  if (!state.isAuthenticated) return { reason: state.reason };
  const auth = state.toAuth();
  if (auth.tokenType !== 'session_token') {
    const { tokenType, id, subject, scopes, claims } = auth;
    return { tokenType, id, subject, scopes, claims };
  }
  const claims = await verifyToken(token, { apiUrl, secretKey, ...options });
  return {
    userId: claims.sub,
    orgId: auth.orgId ?? null,
    orgSlug: auth.orgSlug ?? null,
    orgRole: auth.orgRole ?? null,
    roles: roles.filter(role => auth.has({ role })),
    permissions: permissions.filter(permission => auth.has({ permission })),
    plans: plans.filter(plan => auth.has({ plan })),
  };
}

const learned = [];
for (const question of JSON.parse(readFileSync(0))) learned.push(await learn(question));
process.stdout.write(JSON.stringify(learned));
