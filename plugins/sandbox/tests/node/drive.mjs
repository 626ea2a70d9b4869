// Clerk's JavaScript SDK, unmodified, against a sandbox: node drive.mjs URL
// Prints which methods the SDK has and which of them were called, as JSON; fails at the first
// unexpected response.
import assert from 'node:assert/strict';
import { createClerkClient, verifyToken } from '@clerk/backend';

const apiUrl = process.argv[2];
const secretKey = 'sk_test_node';
const called = new Set();
const client = createClerkClient({ apiUrl, secretKey, telemetry: { disabled: true } });

/** The same client, which also records the methods that are called. */
const clerk = new Proxy(client, {
  get: (target, group) =>
    new Proxy(target[group], {
      get: (api, method) => async (...args) => {
        called.add(`${String(group)}.${String(method)}`);
        const result = await api[method](...args);
        // The SDK answers text where it does not recognize a response, and '' for an empty one.
        assert(typeof result !== 'string' || result === '', `${String(group)}.${String(method)}`);
        return result;
      },
    }),
});

/** Every method of the SDK that sends a request. */
function* methods() {
  for (const [group, api] of Object.entries(client)) {
    const prototype = Object.getPrototypeOf(api);
    if (typeof api !== 'object' || group === 'telemetry') continue;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (name !== 'constructor') yield `${group}.${name}`;
    }
  }
}

const ids = page => (page.data ?? page).map(row => row.id);

async function users() {
  const user = await clerk.users.createUser({
    emailAddress: ['ada@example.com'],
    phoneNumber: ['+15550100001'],
    firstName: 'Ada',
    password: 'a long enough one',
    totpSecret: 'KVKFKRCPNZQUYMLX',
    backupCodes: ['one'],
  });
  const id = user.id;
  assert.deepEqual(ids(await clerk.users.getUserList()), [id]);
  assert.equal(await clerk.users.getCount(), 1);
  assert.equal((await clerk.users.getUser(id)).firstName, 'Ada');
  assert.equal((await clerk.users.updateUser(id, { firstName: 'Augusta' })).firstName, 'Augusta');
  await clerk.users.updateUserMetadata(id, { publicMetadata: { a: 1 } });
  const replaced = await clerk.users.replaceUserMetadata(id, { publicMetadata: { b: 2 } });
  assert.deepEqual(replaced.publicMetadata, { b: 2 });
  assert.equal((await clerk.users.banUser(id)).banned, true);
  assert.equal((await clerk.users.unbanUser(id)).banned, false);
  assert.equal((await clerk.users.lockUser(id)).locked, true);
  assert.equal((await clerk.users.unlockUser(id)).locked, false);
  const password = { userId: id, password: 'a long enough one' };
  assert.equal((await clerk.users.verifyPassword(password)).verified, true);
  await clerk.users.setPasswordCompromised(id);
  await clerk.users.unsetPasswordCompromised(id);
  await clerk.users.deleteUserTOTP(id);
  await clerk.users.deleteUserBackupCodes(id);
  await clerk.users.disableUserMFA(id);
  assert.equal((await clerk.users.removePassword(id)).passwordEnabled, false);
  return id;
}

/** An image, and whether a URL leads to it. */
const image = new File([new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 255])], 'photo.png');
async function shows(url) {
  const response = await fetch(url);
  return response.ok && response.headers.get('content-type') === 'image/png';
}

async function profileImages(userId) {
  const user = await clerk.users.updateUserProfileImage(userId, { file: image });
  assert.equal(await shows(user.imageUrl), true);
  assert.equal((await clerk.users.deleteUserProfileImage(userId)).hasImage, false);
}

/** A user from a seed, with what only users themselves can add. */
async function credentials() {
  const { data } = await clerk.users.getUserList({ username: ['seeded'] });
  const [{ id: userId, externalAccounts, web3Wallets }] = data;
  const { passkeys } = await backend('GET', `/users/${userId}`);
  const tokens = (await clerk.users.getUserOauthAccessToken(userId, 'google')).data;
  assert.deepEqual(tokens.map(token => token.externalAccountId), [externalAccounts[0].id]);
  const externalAccountId = externalAccounts[0].id;
  await clerk.users.deleteUserExternalAccount({ userId, externalAccountId });
  const passkey = { userId, passkeyIdentificationId: passkeys[0].id };
  assert.equal((await clerk.users.deleteUserPasskey(passkey)).deleted, true);
  const wallet = { userId, web3WalletIdentificationId: web3Wallets[0].id };
  assert.equal((await clerk.users.deleteUserWeb3Wallet(wallet)).deleted, true);
  assert.equal((await clerk.users.verifyTOTP({ userId, code: 'only once' })).verified, true);
  await clerk.users.deleteUser(userId);
}

async function contacts(userId) {
  const email = { userId, emailAddress: 'b@example.com', verified: true };
  const emailId = (await clerk.emailAddresses.createEmailAddress(email)).id;
  assert.equal((await clerk.emailAddresses.getEmailAddress(emailId)).emailAddress, 'b@example.com');
  await clerk.emailAddresses.updateEmailAddress(emailId, { primary: true });
  await clerk.emailAddresses.deleteEmailAddress(emailId);
  const phone = { userId, phoneNumber: '+15550100002', verified: true };
  const phoneId = (await clerk.phoneNumbers.createPhoneNumber(phone)).id;
  assert.equal((await clerk.phoneNumbers.getPhoneNumber(phoneId)).phoneNumber, '+15550100002');
  await clerk.phoneNumbers.updatePhoneNumber(phoneId, { primary: true });
  await clerk.phoneNumbers.deletePhoneNumber(phoneId);
  const address = { emailAddress: 'ada@example.org' };
  const replaced = await clerk.users.replaceUserEmailAddress(userId, address);
  assert.equal((await clerk.users.getUser(userId)).primaryEmailAddressId, replaced.id);
  await clerk.users.replaceUserPhoneNumber(userId, { phoneNumber: '+15550100003' });
}

async function signUps() {
  const visitor = { email_address: 'visitor@example.com' };
  const { id } = await backend('POST', '/sandbox/sign_ups', visitor);
  const update = { signUpAttemptId: id, externalId: 'crm_9' };
  assert.equal((await clerk.signUps.update(update)).externalId, 'crm_9');
  await backend('POST', `/sandbox/sign_ups/${id}/complete`, {});
  const { status, createdSessionId, createdUserId } = await clerk.signUps.get(id);
  assert.equal(status, 'complete');
  const [client] = (await clerk.clients.getClientList()).data;
  assert.deepEqual(client.sessionIds, [createdSessionId]);
  const { jwt } = await clerk.sessions.getToken(createdSessionId);
  assert.equal((await clerk.clients.verifyClient(jwt)).id, client.id);
  assert.equal((await clerk.clients.getClient(client.id)).lastActiveSessionId, createdSessionId);
  await clerk.users.deleteUser(createdUserId);
}

async function organizations(userId) {
  const api = clerk.organizations;
  const organization = await api.createOrganization({ name: 'Acme', createdBy: userId });
  const organizationId = organization.id;
  assert.deepEqual(ids(await api.getOrganizationList()), [organizationId]);
  assert.equal((await api.getOrganization({ organizationId })).slug, 'acme');
  await api.updateOrganization(organizationId, { name: 'Acme II' });
  await api.updateOrganizationMetadata(organizationId, { publicMetadata: { a: 1 } });
  await api.replaceOrganizationMetadata(organizationId, { publicMetadata: { b: 2 } });
  const logo = { file: image, uploaderUserId: userId };
  const pictured = await api.updateOrganizationLogo(organizationId, logo);
  assert.equal(await shows(pictured.imageUrl), true);
  assert.equal((await api.deleteOrganizationLogo(organizationId)).hasImage, false);
  const member = (await clerk.users.createUser({ username: 'grace' })).id;
  const membership = { organizationId, userId: member };
  await api.createOrganizationMembership({ ...membership, role: 'org:member' });
  assert.equal((await api.getOrganizationMembershipList({ organizationId })).totalCount, 2);
  assert.equal((await api.getInstanceOrganizationMembershipList({})).totalCount, 2);
  assert.equal((await clerk.users.getOrganizationMembershipList({ userId })).totalCount, 1);
  const promoted = await api.updateOrganizationMembership({ ...membership, role: 'org:admin' });
  assert.equal(promoted.role, 'org:admin');
  await api.updateOrganizationMembershipMetadata({ ...membership, publicMetadata: { desk: 4 } });
  await api.deleteOrganizationMembership(membership);
  await invitationsAndDomains(organizationId);
  await billing(userId, organizationId);
  await api.deleteOrganization(organizationId);
}

async function invitationsAndDomains(organizationId) {
  const api = clerk.organizations;
  const guest = await clerk.users.createUser({ emailAddress: ['guest@example.com'] });
  const invitation = { organizationId, emailAddress: 'guest@example.com', role: 'org:member' };
  const invitationId = (await api.createOrganizationInvitation(invitation)).id;
  await api.createOrganizationInvitationBulk(organizationId, [
    { emailAddress: 'c@example.com', role: 'org:member' },
  ]);
  assert.equal((await api.getOrganizationInvitationList({ organizationId })).totalCount, 2);
  await api.getOrganizationInvitation({ organizationId, invitationId });
  const received = await clerk.users.getOrganizationInvitationList({ userId: guest.id });
  assert.deepEqual(ids(received), [invitationId]);
  const revoked = await api.revokeOrganizationInvitation({ organizationId, invitationId });
  assert.equal(revoked.status, 'revoked');
  const domain = { organizationId, name: 'acme.example', enrollmentMode: 'manual_invitation' };
  const domainId = (await api.createOrganizationDomain(domain)).id;
  assert.deepEqual(ids(await api.getOrganizationDomainList({ organizationId })), [domainId]);
  await api.updateOrganizationDomain({ organizationId, domainId, verified: true });
  await api.deleteOrganizationDomain({ organizationId, domainId });
}

async function roles() {
  const permission = { name: 'Read', key: 'org:invoices:read', description: 'See payments' };
  const api = clerk.organizationPermissions;
  const permissionId = (await api.createOrganizationPermission(permission)).id;
  await api.getOrganizationPermissionList();
  await api.getOrganizationPermission(permissionId);
  await api.updateOrganizationPermission({ permissionId, name: 'See' });
  const rolesApi = clerk.organizationRoles;
  const role = await rolesApi.createOrganizationRole({ name: 'Guest', key: 'org:guest' });
  const organizationRoleId = role.id;
  assert.equal((await rolesApi.getOrganizationRoleList()).totalCount, 3);
  await rolesApi.getOrganizationRole(organizationRoleId);
  await rolesApi.updateOrganizationRole({ organizationRoleId, name: 'Visitor' });
  const grant = { organizationRoleId, permissionId };
  assert.equal((await rolesApi.assignPermissionToOrganizationRole(grant)).permissions.length, 1);
  assert.equal((await rolesApi.removePermissionFromOrganizationRole(grant)).permissions.length, 0);
  await roleSets();
  await rolesApi.deleteOrganizationRole(organizationRoleId);
  await api.deleteOrganizationPermission(permissionId);
}

async function roleSets() {
  const keys = { defaultRoleKey: 'org:member', creatorRoleKey: 'org:admin' };
  const roles = ['org:admin', 'org:member'];
  const roleSet = await clerk.roleSets.createRoleSet({ name: 'Partners', roles, ...keys });
  const roleSetKeyOrId = roleSet.id;
  assert.equal((await clerk.roleSets.getRoleSetList()).totalCount, 2);
  await clerk.roleSets.getRoleSet(roleSetKeyOrId);
  await clerk.roleSets.updateRoleSet({ roleSetKeyOrId, name: 'Resellers' });
  await clerk.roleSets.addRolesToRoleSet({ roleSetKeyOrId, roleKeys: ['org:guest'] });
  const swap = { roleKey: 'org:guest', toRoleKey: 'org:member' };
  await clerk.roleSets.replaceRoleInRoleSet({ roleSetKeyOrId, ...swap });
  const other = { destRoleSetKey: 'role_set:default' };
  await clerk.roleSets.replaceRoleSet({ roleSetKeyOrId, ...other });
}

async function sessionsAndTokens(userId) {
  const session = await clerk.sessions.createSession({ userId });
  assert.deepEqual(ids(await clerk.sessions.getSessionList({ userId })), [session.id]);
  await clerk.sessions.getSession(session.id);
  await clerk.instance.update({ allowedOrigins: ['https://example.com'] });
  const { jwt } = await clerk.sessions.getToken(session.id);
  const claims = await verifyToken(jwt, { apiUrl, secretKey });
  assert.equal(claims.sub, userId);
  const cookies = { expiredToken: jwt, refreshToken: 'r', requestOrigin: 'https://example.com' };
  await clerk.sessions.refreshSession(session.id, cookies);
  assert.equal((await clerk.sessions.revokeSession(session.id)).status, 'revoked');
  const signIn = await clerk.signInTokens.createSignInToken({ userId, expiresInSeconds: 60 });
  await clerk.signInTokens.revokeSignInToken(signIn.id);
  const actorToken = await clerk.actorTokens.create({ userId, actor: { sub: 'user_2' } });
  await clerk.actorTokens.revoke(actorToken.id);
}

async function agentTasks(userId) {
  const task = await clerk.agentTasks.create({
    onBehalfOf: { userId },
    permissions: '*',
    agentName: 'tester',
    taskDescription: 'Log in',
    redirectUrl: 'http://localhost:3000',
  });
  assert.match(task.url, /ticket=/);
  const revoked = await clerk.agentTasks.revoke(task.agentTaskId);
  assert.equal(revoked.agentTaskId, task.agentTaskId);
}

async function webhooks() {
  const { svix_url: url } = await clerk.webhooks.createSvixApp();
  assert.notEqual((await clerk.webhooks.generateSvixAuthURL()).svix_url, url);
  await clerk.webhooks.deleteSvixApp();
}

async function instance() {
  await clerk.instance.get();
  await clerk.instance.update({ testMode: true });
  await clerk.instance.updateRestrictions({ allowlist: false });
  const settings = await clerk.instance.updateOrganizationSettings({ maxAllowedMemberships: 9 });
  assert.equal(settings.maxAllowedMemberships, 9);
  assert.deepEqual(await clerk.instance.getOrganizationSettings(), settings);
  const invitation = await clerk.invitations.createInvitation({ emailAddress: 'x@example.com' });
  await clerk.invitations.createInvitationBulk([{ emailAddress: 'y@example.com' }]);
  assert.equal((await clerk.invitations.getInvitationList()).totalCount, 2);
  await clerk.invitations.revokeInvitation(invitation.id);
  const first = await clerk.waitlistEntries.create({ emailAddress: 'w@example.com' });
  const bodies = [{ emailAddress: 'v@example.com' }, { emailAddress: 'u@example.com' }];
  const [second, third] = await clerk.waitlistEntries.createBulk(bodies);
  assert.equal((await clerk.waitlistEntries.list()).totalCount, 3);
  await clerk.waitlistEntries.invite(first.id);
  await clerk.waitlistEntries.reject(second.id);
  await clerk.waitlistEntries.delete(third.id);
}

async function settings() {
  const request = { identifier: 'a@example.com', notify: false };
  const allowlistEntry = await clerk.allowlistIdentifiers.createAllowlistIdentifier(request);
  await clerk.allowlistIdentifiers.getAllowlistIdentifierList();
  await clerk.allowlistIdentifiers.deleteAllowlistIdentifier(allowlistEntry.id);
  const blocklistEntry = await clerk.blocklistIdentifiers.createBlocklistIdentifier({
    identifier: 'b@x.io',
  });
  await clerk.blocklistIdentifiers.getBlocklistIdentifierList();
  await clerk.blocklistIdentifiers.deleteBlocklistIdentifier(blocklistEntry.id);
  const domain = await clerk.domains.add({ name: 's.example.com', is_satellite: true });
  await clerk.domains.list();
  await clerk.domains.update({ domainId: domain.id, name: 't.example.com' });
  await clerk.domains.delete(domain.id);
  await clerk.betaFeatures.changeDomain({ homeUrl: 'https://www.example.org' });
  const [primary] = (await clerk.domains.list()).data;
  assert.equal(primary.name, 'example.org');
  const proxy = { domainId: primary.id, proxyUrl: 'https://example.org/__clerk' };
  assert.equal((await clerk.proxyChecks.verify(proxy)).successful, true);
  const other = await clerk.domains.add({ name: 'u.example.com', is_satellite: true });
  assert.equal((await clerk.domains.deleteDomain(other.id)).deleted, true);
  const url = await clerk.redirectUrls.createRedirectUrl({ url: 'myapp://callback' });
  await clerk.redirectUrls.getRedirectUrlList();
  await clerk.redirectUrls.getRedirectUrl(url.id);
  await clerk.redirectUrls.deleteRedirectUrl(url.id);
  const template = await clerk.jwtTemplates.create({ name: 'mine', claims: { a: 1 } });
  await clerk.jwtTemplates.list();
  await clerk.jwtTemplates.get(template.id);
  await clerk.jwtTemplates.update({ templateId: template.id, name: 'mine', claims: { b: 2 } });
  await clerk.jwtTemplates.delete(template.id);
  assert.equal((await clerk.jwks.getJwks()).keys.length, 1);
  assert.match((await clerk.testingTokens.createTestingToken()).token, /^\d+-c_/);
}

async function keysAndMachines(subject) {
  const key = await clerk.apiKeys.create({ name: 'builds', subject });
  assert.deepEqual(ids(await clerk.apiKeys.list({ subject })), [key.id]);
  await clerk.apiKeys.get(key.id);
  await clerk.apiKeys.getSecret(key.id);
  await clerk.apiKeys.update({ apiKeyId: key.id, subject, description: 'for builds' });
  assert.equal((await clerk.apiKeys.verify(key.secret)).id, key.id);
  await clerk.apiKeys.revoke({ apiKeyId: key.id });
  await clerk.apiKeys.delete(key.id);
  const worker = await clerk.machines.create({ name: 'worker' });
  const database = await clerk.machines.create({ name: 'database' });
  await clerk.machines.list();
  await clerk.machines.get(worker.id);
  await clerk.machines.update({ machineId: worker.id, name: 'robot' });
  await clerk.machines.createScope(worker.id, database.id);
  await clerk.machines.deleteScope(worker.id, database.id);
  await clerk.machines.getSecretKey(worker.id);
  const rotated = { machineId: worker.id, previousTokenTtl: 0 };
  const machineSecretKey = (await clerk.machines.rotateSecretKey(rotated)).secret;
  const token = await clerk.m2m.createToken({ machineSecretKey });
  assert.equal((await clerk.m2m.list({ subject: worker.id })).data.length, 1);
  assert.equal((await clerk.m2m.verify({ token: token.token })).id, token.id);
  await clerk.m2m.revokeToken({ m2mTokenId: token.id });
  await clerk.machines.delete(database.id);
}

async function oauthApplications(userId) {
  const api = clerk.oauthApplications;
  const redirectUris = ['https://reports.example/callback'];
  const created = await api.create({ name: 'Reports', redirectUris });
  const oauthApplicationId = created.id;
  assert.deepEqual(ids(await api.list()), [oauthApplicationId]);
  assert.equal((await api.get(oauthApplicationId)).clientId, created.clientId);
  await api.update({ oauthApplicationId, name: 'Charts' });
  const application = await api.rotateSecret(oauthApplicationId);
  assert.notEqual(application.clientSecret, created.clientSecret);
  const settings = { oauth_jwt_access_tokens: false };
  await backend('PATCH', '/instance/oauth_application_settings', settings);
  const token = await accessToken(application, userId);
  assert.equal((await clerk.idPOAuthAccessToken.verify(token)).subject, userId);
  await api.revokeToken({ oauthApplicationId, token });
  await assert.rejects(clerk.idPOAuthAccessToken.verify(token), { status: 400 });
  assert.equal((await api.delete(oauthApplicationId)).deleted, true);
}

/** The access token that an OAuth application gets when a user consents. */
async function accessToken({ clientId, clientSecret, authorizeUrl, tokenFetchUrl }, userId) {
  const { id } = await backend('POST', '/sessions', { user_id: userId });
  const { jwt } = await backend('POST', `/sessions/${id}/tokens`, {});
  const query = new URLSearchParams({ client_id: clientId, response_type: 'code' });
  const headers = { authorization: `Bearer ${jwt}` };
  const options = { headers, redirect: 'manual' };
  const redirection = await fetch(`${authorizeUrl}?${query}`, options);
  const code = new URL(redirection.headers.get('location')).searchParams.get('code');
  const grant = { grant_type: 'authorization_code', code };
  const client = { client_id: clientId, client_secret: clientSecret };
  const body = new URLSearchParams({ ...grant, ...client });
  const response = await fetch(tokenFetchUrl, { method: 'POST', body });
  return (await response.json()).access_token;
}

async function enterpriseConnections() {
  const api = clerk.enterpriseConnections;
  const idpMetadataUrl = 'https://idp.example.com/metadata.xml';
  const connection = await api.createEnterpriseConnection({
    name: 'Acme',
    provider: 'saml_okta',
    domains: ['acme.example'],
    active: true,
    saml: { idpMetadataUrl, attributeMapping: { emailAddress: 'mail' } },
  });
  assert.deepEqual(ids(await api.getEnterpriseConnectionList({ active: true })), [connection.id]);
  assert.deepEqual((await api.getEnterpriseConnection(connection.id)).domains, ['acme.example']);
  await api.updateEnterpriseConnection(connection.id, { saml: { forceAuthn: true } });
  const older = clerk.samlConnections;
  const [samlId] = ids(await older.getSamlConnectionList());
  assert.equal((await older.getSamlConnection(samlId)).attributeMapping.emailAddress, 'mail');
  await older.updateSamlConnection(samlId, { name: 'Acme II', active: false });
  await older.deleteSamlConnection(samlId);
  const request = { name: 'Acme', provider: 'saml_custom', domains: ['acme.example'] };
  await older.createSamlConnection(request);
  const [otherId] = ids(await api.getEnterpriseConnectionList());
  const deleted = await api.deleteEnterpriseConnection(otherId);
  assert.equal(deleted.deleted, true);
}

async function billing(userId, organizationId) {
  assert.equal((await clerk.billing.getPlanList()).totalCount, 4);
  const { subscriptionItems } = await clerk.billing.getUserBillingSubscription(userId);
  assert.equal(subscriptionItems[0].plan.slug, 'free_user');
  const { subscriptionItems: items } =
    await clerk.billing.getOrganizationBillingSubscription(organizationId);
  assert.equal(items[0].plan.slug, 'free_org');
  await trial(subscriptionItems[0].id);
}

/** Start a free trial, which the SDK cannot; extend and cancel it, which it can. */
async function trial(freeItemId) {
  const price = await backend('POST', '/billing/prices', {
    plan_id: (await clerk.billing.getPlanList()).data.find(plan => plan.slug === 'pro').id,
    amount: 1000,
  });
  const free = (await backend('GET', '/billing/subscription_items?include_free=true')).data.find(
    item => item.id === freeItemId,
  );
  const prices = { from_price_id: free.price_id, to_price_id: price.id };
  const path = `/billing/subscription_items/${freeItemId}/price_transition`;
  const { subscription_item: item } = await backend('POST', path, prices);
  const extendTo = new Date(item.period_end + 24 * 60 * 60 * 1000);
  const extended = await clerk.billing.extendSubscriptionItemFreeTrial(item.id, { extendTo });
  assert.equal(extended.periodEnd, extendTo.getTime());
  const canceled = await clerk.billing.cancelSubscriptionItem(item.id, { endNow: true });
  assert.equal(canceled.status, 'ended');
}

/** A request that the SDK has no method for. */
async function backend(method, path, body) {
  const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
  const response = await fetch(`${apiUrl}/v1${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  assert.equal(response.status, 200);
  return response.json();
}

await credentials();
const userId = await users();
await profileImages(userId);
await contacts(userId);
await signUps();
await organizations(userId);
await roles();
await sessionsAndTokens(userId);
await agentTasks(userId);
await webhooks();
await instance();
await settings();
await keysAndMachines(userId);
await oauthApplications(userId);
await enterpriseConnections();
await clerk.users.deleteUser(userId);
await assert.rejects(clerk.users.getUser(userId), { status: 404 });
console.log(JSON.stringify({ methods: [...methods()], called: [...called] }));
