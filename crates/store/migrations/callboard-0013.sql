-- Where an account comes from, if it is not local: an OpenID provider or the directory. A name is no
-- proof that two are one: what is kept is what the other side never gives to anybody else.
CREATE TABLE account_origin (
    -- openid, directory
    kind TEXT NOT NULL,
    -- the issuer; of a directory, its name in the configuration
    issuer TEXT NOT NULL,
    -- the provider's number of the person; the entry's UUID
    subject TEXT NOT NULL,
    account BIGINT NOT NULL,
    -- for people: the name or the distinguished name last seen
    shown TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    -- signed in or synchronised last
    seen_at BIGINT NOT NULL,
    -- switched off by a synchronisation, which may then switch it on again
    left_at BIGINT,
    PRIMARY KEY (kind, issuer, subject)
);
CREATE UNIQUE INDEX account_origin_by_account ON account_origin (account);

-- By which provider a session was opened, so that signing out goes there too.
CREATE TABLE session_provider (
    token_hash BLOB PRIMARY KEY,
    provider TEXT NOT NULL
);
