"""Accounts and contacts are once in the workplace; targets and attendees are what an event has of
them; notes are entries"""

import logging

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from tldextract import TLDExtract

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# As models/base.py has it; a migration stays what it was when that changes.
SORT_KEY = (
    "left(CASE WHEN octet_length({0}) = char_length({0}) THEN lower({0}) ELSE"
    " regexp_replace(normalize(translate(lower({0}), 'øłđðæœıß', 'olddaois'), NFKD),"
    " '[\\u0300-\\u036f]', '', 'g') END, 120)"
)
STAGES = ("Lead", "Qualified", "Booked", "Checked In", "No Show", "Won", "Lost")

# A shared lock on the record: a change of it that is not committed yet is waited for, so that the
# row never begins with what was before.
FILLED_IN = """
CREATE FUNCTION fill_account_sort() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT sort_name INTO NEW.account_sort FROM account WHERE id = NEW.account_id
        FOR KEY SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER contact_at_its_account BEFORE INSERT ON contact FOR EACH ROW
    WHEN (NEW.account_sort IS NULL) EXECUTE FUNCTION fill_account_sort();
CREATE TRIGGER contact_at_another_account BEFORE UPDATE OF account_id ON contact FOR EACH ROW
    WHEN (NEW.account_id <> OLD.account_id) EXECUTE FUNCTION fill_account_sort();

CREATE FUNCTION fill_target() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT sort_name, icp_score, owner_id INTO NEW.sort_name, NEW.icp_score, NEW.owner_id
        FROM account WHERE id = NEW.account_id FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER target_as_its_account BEFORE INSERT ON target
    FOR EACH ROW EXECUTE FUNCTION fill_target();

CREATE FUNCTION fill_attendee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT account_id, sort_name, account_sort, personas, seniority, email_status, owner_id,
            enriched_at IS NOT NULL
        INTO NEW.account_id, NEW.sort_name, NEW.account_sort, NEW.personas, NEW.seniority,
            NEW.email_status, NEW.owner_id, NEW.enriched
        FROM contact WHERE id = NEW.contact_id FOR SHARE;
    SELECT stage INTO NEW.stage FROM target
        WHERE event_id = NEW.event_id AND account_id = NEW.account_id FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER attendee_as_its_contact BEFORE INSERT ON attendee FOR EACH ROW
    WHEN (NEW.sort_name IS NULL OR NEW.stage IS NULL) EXECUTE FUNCTION fill_attendee();
"""
KEPT_EQUAL = """
CREATE FUNCTION follow_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE target t SET sort_name = a.sort_name, icp_score = a.icp_score, owner_id = a.owner_id
        FROM changed a WHERE t.account_id = a.id
        AND (t.sort_name, t.icp_score, t.owner_id)
            IS DISTINCT FROM (a.sort_name, a.icp_score, a.owner_id);
    RETURN NULL;
END $$;
CREATE TRIGGER targets_follow_their_account AFTER UPDATE ON account
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_account();

CREATE FUNCTION follow_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE attendee t SET account_id = c.account_id, sort_name = c.sort_name,
        account_sort = c.account_sort, personas = c.personas, seniority = c.seniority,
        email_status = c.email_status, owner_id = c.owner_id, enriched = c.enriched_at IS NOT NULL,
        stage = CASE WHEN t.account_id = c.account_id THEN t.stage ELSE (
            SELECT o.stage FROM target o
            WHERE o.event_id = t.event_id AND o.account_id = c.account_id
        ) END
        FROM changed c WHERE t.contact_id = c.id
        AND (t.account_id, t.sort_name, t.account_sort, t.personas, t.seniority, t.email_status,
                t.owner_id, t.enriched)
            IS DISTINCT FROM (c.account_id, c.sort_name, c.account_sort, c.personas, c.seniority,
                c.email_status, c.owner_id, c.enriched_at IS NOT NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER attendees_follow_their_contact AFTER UPDATE ON contact
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_contact();

CREATE FUNCTION follow_target() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE attendee t SET stage = CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE o.stage END
        FROM changed o WHERE t.event_id = o.event_id AND t.account_id = o.account_id
        AND t.stage IS DISTINCT FROM CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE o.stage END;
    RETURN NULL;
END $$;
CREATE TRIGGER attendees_follow_a_new_target AFTER INSERT ON target
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_target();
CREATE TRIGGER attendees_follow_a_target AFTER UPDATE ON target
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_target();
CREATE TRIGGER attendees_follow_a_removed_target AFTER DELETE ON target
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_target();
"""

# Mailboxes that several people read.
ROLE_ADDRESSES = """
info information infos sales contact contactus office admin administration administrator support
hello hi team marketing hr jobs careers career recruiting billing accounts accounting account
finance orders order service services customerservice help helpdesk mail email post postmaster press
media pr legal noreply donotreply no-reply do-not-reply webmaster hostmaster abuse purchasing
procurement logistics dispatch operations ops warehouse shipping reception frontdesk enquiries
enquiry inquiries inquiry events booth exhibit exhibits exhibitor tradeshow ap ar it payable
payables receivable receivables privacy security general main kontakt vertrieb verkauf einkauf
buchhaltung rechnung rechnungen zentrale empfang sekretariat bewerbung bewerbungen kundenservice
kundendienst versand lager logistik messe presse personal ventes vente achats achat commercial
commerciale comptabilite facturation accueil secretariat recrutement bonjour direction logistique
service-client serviceclient ventas compras contacto informacion administracion facturacion
contabilidad recepcion pedidos logistica comercial atencion hola rrhh vendite acquisti contatti
contatto informazioni amministrazione fatturazione segreteria ordini ufficio vendas contato contacte
faturacao financeiro geral verkoop inkoop administratie facturen receptie bestellingen
klantenservice biuro sprzedaz handel zakupy ksiegowosc faktury rekrutacja salg inkop forsaljning
myynti postmottak faktura ekonomi kundeservice kundtjanst
"""
# --- What was in the version before -------------------------------------------------------------
# Which record each one becomes part of: the one of the group with the lowest id, so that most
# addresses of pages still lead to it.
SAME_ACCOUNTS = """
CREATE TEMP TABLE account_was ON COMMIT DROP AS
SELECT a.id, a.event_id, a.name_key, coalesce(r.registered, a.domain) AS domain, a.stage, a.notes,
    a.version, a.created_at, a.updated_at
FROM account a LEFT JOIN registered_domain r ON r.domain = a.domain;

-- Without a domain: the account of that name, where only one domain is known for it.
CREATE TEMP TABLE account_same ON COMMIT DROP AS
SELECT id, min(id) OVER (PARTITION BY identity) AS keep FROM (
    SELECT w.id, CASE
        WHEN w.domain IS NOT NULL THEN 'domain ' || w.domain
        WHEN n.domains = 1 THEN 'domain ' || n.domain
        ELSE 'name ' || w.name_key END AS identity
    FROM account_was w LEFT JOIN (
        SELECT name_key, count(DISTINCT domain) AS domains, min(domain) AS domain
        FROM account_was WHERE domain IS NOT NULL GROUP BY name_key
    ) n ON n.name_key = w.name_key
) i;
ALTER TABLE account_same ADD PRIMARY KEY (id);
CREATE INDEX ON account_same (keep);
CREATE TEMP TABLE account_group ON COMMIT DROP AS
SELECT keep FROM account_same GROUP BY keep HAVING count(*) > 1;
ALTER TABLE account_was ADD PRIMARY KEY (id);
ANALYZE account_was; ANALYZE account_same; ANALYZE account_group;
"""
# A role's address by itself or in parts ("sales2", "info.de"), or one of people with several names.
SAME_CONTACTS = """
CREATE TEMP TABLE contact_was ON COMMIT DROP AS
SELECT c.id, c.event_id, s.keep AS account_id, c.account_id AS old_account_id, c.name_key, c.email,
    c.notes, c.version, c.created_at, c.updated_at, false AS shared
FROM contact c JOIN account_same s ON s.id = c.account_id;
CREATE TEMP TABLE shared_address ON COMMIT DROP AS
SELECT email FROM (
    SELECT email, string_to_array(translate(local, '_+-', '...'), '.') AS parts, local, several
    FROM (
        -- "A. Lee" may be Ann Lee, Tom Lee is not.
        SELECT email, split_part(email, '@', 1) AS local,
            count(DISTINCT last) > 1 OR NOT bool_and(starts_with(longest, first)) AS several
        FROM (
            SELECT email, last, first, first_value(first) OVER (
                PARTITION BY email ORDER BY length(first) DESC) AS longest
            FROM (
                SELECT email, split_part(name_key, ' ', 1) AS first,
                    substring(name_key FROM '[^ ]*$') AS last
                FROM contact_was WHERE email IS NOT NULL
            ) name
        ) named GROUP BY email
    ) e
) p
WHERE several OR local IN (SELECT word FROM role_address)
    OR regexp_replace(parts[1], '[0-9]{1,3}$', '') IN (SELECT word FROM role_address)
    AND NOT EXISTS (
        SELECT FROM unnest(parts[2:]) part
        WHERE length(part) > 2 AND part NOT IN (SELECT word FROM role_address));
UPDATE contact_was SET shared = true WHERE email IN (SELECT email FROM shared_address);

-- Where a person has come to another account, the record changed last says which it is.
CREATE TEMP TABLE address_owner ON COMMIT DROP AS
SELECT DISTINCT ON (email) email, account_id, name_key FROM contact_was
WHERE email IS NOT NULL AND NOT shared ORDER BY email, updated_at DESC, id DESC;
CREATE TEMP TABLE contact_same ON COMMIT DROP AS
SELECT id, account_id, min(id) OVER (PARTITION BY identity) AS keep FROM (
    SELECT w.id, coalesce(o.account_id, w.account_id) AS account_id, CASE
        WHEN o.email IS NOT NULL THEN 'address ' || w.email
        WHEN n.addresses = 1 THEN 'address ' || n.email
        ELSE 'name ' || w.account_id || ' ' || w.name_key END AS identity
    FROM contact_was w
    LEFT JOIN address_owner o ON o.email = w.email
    LEFT JOIN (
        SELECT o.account_id, a.name_key, count(DISTINCT o.email) AS addresses, min(o.email) AS email
        FROM address_owner o JOIN contact_was a ON a.email = o.email
        GROUP BY o.account_id, a.name_key
    ) n ON n.account_id = w.account_id AND n.name_key = w.name_key
) i;
ALTER TABLE contact_same ADD PRIMARY KEY (id);
CREATE INDEX ON contact_same (keep);
CREATE TEMP TABLE contact_group ON COMMIT DROP AS
SELECT keep FROM contact_same GROUP BY keep HAVING count(*) > 1;
ALTER TABLE contact_was ADD PRIMARY KEY (id);
ANALYZE contact_was; ANALYZE contact_same; ANALYZE contact_group;
"""
# Every value of the records that are merged. By rank: 1 a person's, 2 a list's, 3 enrichment's,
# 4 inferred.
VALUES = """
CREATE TEMP TABLE edited ON COMMIT DROP AS
SELECT DISTINCT l.record, l.record_id,
    CASE WHEN f.field IN ('first_name', 'last_name') THEN 'name' ELSE f.field END AS field
FROM audit_log l
CROSS JOIN LATERAL (
    SELECT jsonb_array_elements_text(l.after -> 'fields') WHERE l.record = 'contact'
        AND jsonb_typeof(l.after -> 'fields') = 'array'
    UNION ALL
    SELECT jsonb_object_keys(l.after) WHERE l.record = 'account'
        AND jsonb_typeof(l.after) = 'object'
) f(field)
WHERE l.action IN ('contact.created', 'contact.updated', 'account.created', 'account.updated');
CREATE TEMP TABLE candidate ON COMMIT DROP AS
SELECT v.*, row_number() OVER (
    PARTITION BY record, keep, field
    ORDER BY btrim(value) = '', CASE WHEN field = 'email' THEN rest ELSE '' END, rank, rest,
        updated_at DESC, id DESC) AS place
FROM (
    SELECT 'contact' AS record, c.id, s.keep, c.updated_at, f.field, f.value, f.rest,
        CASE WHEN f.origin = 'inferred' AND k.id IS NULL THEN 4
            WHEN f.origin = 'person' THEN 1 WHEN f.origin = 'imported' THEN 2
            WHEN k.id IS NOT NULL THEN 3 WHEN e.field IS NOT NULL THEN 1 ELSE 2 END AS rank
    FROM contact c JOIN contact_same s ON s.id = c.id JOIN contact_group g ON g.keep = s.keep
    JOIN contact_was w ON w.id = c.id
    CROSS JOIN LATERAL (VALUES
        ('name', btrim(c.first_name || ' ' || c.last_name), NULL,
            (length(rtrim(c.first_name, '.')) < 2 OR c.last_name = '')::text),
        ('title', c.title, NULL, ''), ('phone', c.phone, NULL, ''),
        ('linkedin_url', c.linkedin_url, NULL, ''), ('country', c.country, NULL, ''),
        ('email', coalesce(c.email, ''), NULL, w.shared || CASE c.email_status
            WHEN 'verified' THEN '1' WHEN 'bounced' THEN '2' WHEN 'given' THEN '3' ELSE '4' END),
        ('personas', array_to_string(c.personas, ', '), c.personas_origin, ''),
        ('seniority', coalesce(c.seniority, ''), c.seniority_origin, ''),
        ('owner_id', coalesce(c.owner_id::text, ''), NULL, '')
    ) f(field, value, origin, rest)
    LEFT JOIN claim k ON k.contact_id = c.id AND k.field = f.field AND k.status = 'applied'
    LEFT JOIN edited e ON e.record = 'contact' AND e.record_id = c.id AND e.field = f.field
    UNION ALL
    SELECT 'account', a.id, s.keep, a.updated_at, f.field, f.value, '',
        CASE WHEN k.id IS NOT NULL THEN 3 WHEN e.field IS NOT NULL THEN 1 ELSE 2 END
    FROM account a JOIN account_same s ON s.id = a.id JOIN account_group g ON g.keep = s.keep
    CROSS JOIN LATERAL (VALUES
        ('name', a.name), ('website', a.website), ('industry', a.industry), ('size', a.size),
        ('headquarters', a.headquarters), ('owner_id', coalesce(a.owner_id::text, '')),
        ('icp_override', coalesce(a.icp_override::text, ''))
    ) f(field, value)
    LEFT JOIN claim k ON k.account_id = a.id AND k.field = f.field AND k.status = 'applied'
    LEFT JOIN edited e ON e.record = 'account' AND e.record_id = a.id AND e.field = f.field
) v;
CREATE UNIQUE INDEX ON candidate (record, id, field);
CREATE UNIQUE INDEX ON candidate (record, keep, field) WHERE place = 1;
ANALYZE candidate;
"""
MEMBERSHIPS = """
INSERT INTO target (event_id, account_id, stage, import_id, added_at, updated_at, sort_name,
    icp_score, owner_id)
SELECT DISTINCT ON (w.event_id, s.keep) w.event_id, s.keep, w.stage, r.import_id,
    min(w.created_at) OVER (PARTITION BY w.event_id, s.keep), w.updated_at, a.sort_name,
    a.icp_score, a.owner_id
FROM account_was w JOIN account_same s ON s.id = w.id JOIN account a ON a.id = s.keep
LEFT JOIN made r ON r.record = 'account' AND r.id = w.id
ORDER BY w.event_id, s.keep, w.stage = 'Lead', w.updated_at DESC, w.id;
INSERT INTO target (event_id, account_id, added_at, updated_at, sort_name, icp_score, owner_id)
SELECT w.event_id, s.account_id, min(w.created_at), min(w.created_at), min(a.sort_name),
    min(a.icp_score), min(a.owner_id)
FROM contact_was w JOIN contact_same x ON x.id = w.id
JOIN contact_owner s ON s.keep = x.keep JOIN account a ON a.id = s.account_id
GROUP BY w.event_id, s.account_id
ON CONFLICT (event_id, account_id) DO NOTHING;
"""
ATTENDEES = """
INSERT INTO attendee (event_id, contact_id, source, import_id, added_at, updated_at, account_id,
    sort_name, account_sort, personas, seniority, email_status, owner_id, enriched, stage)
SELECT DISTINCT ON (w.event_id, s.keep) w.event_id, s.keep,
    CASE WHEN r.import_id IS NULL THEN 'manual' ELSE 'import' END, r.import_id, w.created_at,
    w.created_at, c.account_id, c.sort_name, c.account_sort, c.personas, c.seniority,
    c.email_status, c.owner_id, c.enriched_at IS NOT NULL, t.stage
FROM contact_was w JOIN contact_same s ON s.id = w.id JOIN contact c ON c.id = s.keep
LEFT JOIN made r ON r.record = 'contact' AND r.id = w.id
LEFT JOIN target t ON t.event_id = w.event_id AND t.account_id = c.account_id
ORDER BY w.event_id, s.keep, w.created_at, w.id;
"""
# The imports that made a record, and those that wrote its notes. Undoing takes the note away, so
# one that a person changed since is nobody's.
IMPORTS = """
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT DISTINCT ON (record, m.id) record, m.id, import_id FROM (
    SELECT 'account' AS record, account_id AS id, import_id FROM import_row WHERE account_created
    UNION ALL
    SELECT 'contact', contact_id, import_id FROM import_row WHERE outcome = 'created'
        AND contact_id IS NOT NULL
) m JOIN import i ON i.id = m.import_id AND i.status IN ('done', 'undoing')
ORDER BY record, m.id, import_id;
CREATE INDEX ON made (record, id);
CREATE TEMP TABLE note_writer ON COMMIT DROP AS
SELECT record, id, min(import_id) AS import_id FROM (
    SELECT 'account' AS record, account_id AS id, import_id FROM import_row
    WHERE before -> 'account' -> 'fields' ? 'notes'
    UNION ALL
    SELECT 'contact', contact_id, import_id FROM import_row
    WHERE before -> 'contact' -> 'fields' ? 'notes'
    UNION ALL SELECT record, id, import_id FROM made
) w
WHERE NOT EXISTS (SELECT FROM edited e
    WHERE e.record = w.record AND e.record_id = w.id AND e.field = 'notes')
GROUP BY record, id HAVING count(DISTINCT import_id) = 1;
ANALYZE made; ANALYZE note_writer;
"""
NOTES = """
INSERT INTO note ({record}_id, event_id, import_id, text, created_at)
SELECT keep, event_id, CASE WHEN row_number() OVER (PARTITION BY keep, import_id ORDER BY id) = 1
    THEN import_id END, text, created_at
FROM (
    SELECT DISTINCT ON (s.keep, btrim(w.notes)) w.id, s.keep, w.event_id, i.import_id,
        w.notes AS text, w.created_at
    FROM {record}_was w JOIN {record}_same s ON s.id = w.id
    LEFT JOIN note_writer i ON i.record = '{record}' AND i.id = w.id
    WHERE btrim(w.notes) <> '' ORDER BY s.keep, btrim(w.notes), w.created_at, w.id
) n ORDER BY id;
"""
# What another record said stays as a note; claims keep what enrichment said, titles what is
# inferred from them.
LOST = """
CREATE TEMP TABLE lost_{record} ON COMMIT DROP AS
SELECT c.keep, c.id, w.event_id, c.field, f.label || ' was ' || CASE
    WHEN c.field = 'owner_id' THEN coalesce(u.name, 'removed') ELSE c.value END AS said
FROM candidate c
JOIN candidate k ON k.record = c.record AND k.keep = c.keep AND k.field = c.field AND k.place = 1
JOIN {record}_was w ON w.id = c.id
JOIN (VALUES ('name', 'name'), ('title', 'title'), ('phone', 'phone'), ('email', 'email'),
    ('linkedin_url', 'LinkedIn'), ('country', 'country'), ('personas', 'personas'),
    ('seniority', 'seniority'), ('owner_id', 'owner'), ('website', 'website'),
    ('industry', 'industry'), ('size', 'size'), ('headquarters', 'headquarters'),
    ('icp_override', 'ICP score')) f(field, label) ON f.field = c.field
LEFT JOIN app_user u ON c.field = 'owner_id' AND u.id = CASE c.field WHEN 'owner_id'
    THEN c.value::bigint END
WHERE c.record = '{record}' AND btrim(c.value) <> '' AND c.value <> k.value AND c.rank < 3;
{more}
CREATE INDEX ON lost_{record} (keep);
ANALYZE lost_{record};
INSERT INTO note ({record}_id, event_id, text, created_at)
SELECT keep, event_id, 'Before merging: ' || string_agg(said, '; ' ORDER BY field), now()
FROM lost_{record} GROUP BY keep, id, event_id ORDER BY keep, id;
INSERT INTO audit_log (at, action, record, record_id, ip, before)
SELECT now(), '{record}.merged', '{record}', g.keep, '', jsonb_build_object(
    'ids', (SELECT jsonb_agg(s.id ORDER BY s.id) FROM {record}_same s
        WHERE s.keep = g.keep AND s.id <> g.keep),
    'events', (SELECT jsonb_agg(DISTINCT e.name) FROM {record}_same s
        JOIN {record}_was w ON w.id = s.id JOIN event e ON e.id = w.event_id
        WHERE s.keep = g.keep),
    'fields', (SELECT coalesce(jsonb_agg(DISTINCT l.field), '[]') FROM lost_{record} l
        WHERE l.keep = g.keep))
FROM {record}_group g ORDER BY g.keep;
"""
LOST_STAGES = """
INSERT INTO lost_account SELECT s.keep, w.id, w.event_id, 'stage', 'stage was ' || w.stage
FROM account_was w JOIN account_same s ON s.id = w.id
JOIN target t ON t.event_id = w.event_id AND t.account_id = s.keep
WHERE w.stage <> t.stage AND w.stage <> 'Lead';
"""
# The version is one that no import left, so undoing an import keeps what was merged.
MERGED = """
UPDATE contact c SET first_name = n.first_name, last_name = n.last_name, name_key = n.name_key,
    title = v.title, phone = v.phone, linkedin_url = v.linkedin_url, country = v.country,
    email = m.email, email_status = m.email_status,
    personas = p.personas, personas_origin = p.personas_origin,
    seniority = r.seniority, seniority_origin = r.seniority_origin, owner_id = v.owner_id,
    enriched_at = x.enriched_at, enrichment_confidence = x.confidence, version = x.version + 1,
    created_at = x.created_at, updated_at = x.updated_at
FROM (
    SELECT keep, max(value) FILTER (WHERE field = 'title') AS title,
        max(value) FILTER (WHERE field = 'phone') AS phone,
        max(value) FILTER (WHERE field = 'linkedin_url') AS linkedin_url,
        max(value) FILTER (WHERE field = 'country') AS country,
        nullif(max(value) FILTER (WHERE field = 'owner_id'), '')::bigint AS owner_id,
        max(id) FILTER (WHERE field = 'name') AS name,
        max(id) FILTER (WHERE field = 'email') AS email,
        max(id) FILTER (WHERE field = 'personas') AS personas,
        max(id) FILTER (WHERE field = 'seniority') AS seniority
    FROM candidate WHERE record = 'contact' AND place = 1 GROUP BY keep
) v
JOIN (
    SELECT s.keep, max(o.enriched_at) AS enriched_at, max(o.version) AS version,
        (array_agg(o.enrichment_confidence ORDER BY o.enriched_at DESC NULLS LAST))[1]
            AS confidence,
        min(o.created_at) AS created_at, max(o.updated_at) AS updated_at
    FROM contact o JOIN contact_same s ON s.id = o.id GROUP BY s.keep
) x ON x.keep = v.keep
JOIN contact n ON n.id = v.name JOIN contact m ON m.id = v.email
JOIN contact p ON p.id = v.personas JOIN contact r ON r.id = v.seniority
WHERE c.id = v.keep;
UPDATE account a SET name = n.name, name_key = n.name_key, website = v.website,
    industry = v.industry, size = v.size, headquarters = v.headquarters, owner_id = v.owner_id,
    icp_override = o.icp_override, icp_override_reason = o.icp_override_reason,
    version = x.version + 1, created_at = x.created_at, updated_at = x.updated_at
FROM (
    SELECT keep, max(value) FILTER (WHERE field = 'website') AS website,
        max(value) FILTER (WHERE field = 'industry') AS industry,
        max(value) FILTER (WHERE field = 'size') AS size,
        max(value) FILTER (WHERE field = 'headquarters') AS headquarters,
        nullif(max(value) FILTER (WHERE field = 'owner_id'), '')::bigint AS owner_id,
        max(id) FILTER (WHERE field = 'name') AS name,
        max(id) FILTER (WHERE field = 'icp_override') AS icp_override
    FROM candidate WHERE record = 'account' AND place = 1 GROUP BY keep
) v
JOIN (
    SELECT s.keep, max(w.version) AS version, min(w.created_at) AS created_at,
        max(w.updated_at) AS updated_at
    FROM account_was w JOIN account_same s ON s.id = w.id GROUP BY s.keep
) x ON x.keep = v.keep
JOIN account n ON n.id = v.name JOIN account o ON o.id = v.icp_override
WHERE a.id = v.keep;
UPDATE account a SET domain = d.domain FROM (
    SELECT s.keep, max(w.domain) AS domain FROM account_was w JOIN account_same s ON s.id = w.id
    GROUP BY s.keep
) d WHERE a.id = d.keep AND a.domain IS DISTINCT FROM d.domain;
"""
# A field's value has at most one claim that gave it. Two claims of one run that say the same are
# copies, which going back had made.
REPOINTED = """
DELETE FROM claim k USING claim o, {record}_same s, {record}_same t
WHERE k.{record}_id = s.id AND o.{record}_id = t.id AND s.keep = t.keep AND o.id < k.id
    AND o.run_id = k.run_id AND o.field = k.field AND o.value = k.value
    AND o.source = k.source AND o.status = k.status AND o.created_at = k.created_at
    AND o.applied_at = k.applied_at AND s.keep IN (SELECT keep FROM {record}_group);
UPDATE claim k SET status = 'replaced' FROM (
    SELECT k.id, c.rank = 3 AND o.value = c.value AS gave_it, row_number() OVER (
        PARTITION BY s.keep, k.field ORDER BY (o.value = c.value) IS NOT FALSE DESC, k.id DESC
    ) AS place
    FROM claim k JOIN {record}_same s ON s.id = k.{record}_id
    JOIN {record}_group g ON g.keep = s.keep
    LEFT JOIN candidate c ON c.record = '{record}' AND c.keep = s.keep AND c.field = k.field
        AND c.place = 1
    LEFT JOIN candidate o ON o.record = '{record}' AND o.id = k.{record}_id AND o.field = k.field
    WHERE k.status = 'applied'
) o WHERE k.id = o.id AND (o.place > 1 OR NOT o.gave_it);
UPDATE claim k SET {record}_id = s.keep FROM {record}_same s
WHERE s.id = k.{record}_id AND s.id <> s.keep;
UPDATE import_row r SET {record}_id = s.keep FROM {record}_same s
WHERE s.id = r.{record}_id AND s.id <> s.keep;
"""
OF_CONTACTS = """
UPDATE enrichment_run r SET status = 'cancelled', finished_at = now(),
    note = 'The contact was merged with another one that has a run under way.'
FROM (
    SELECT r.id, row_number() OVER (PARTITION BY s.keep ORDER BY r.status <> 'running', r.id) AS n
    FROM enrichment_run r JOIN contact_same s ON s.id = r.contact_id
    WHERE r.status IN ('queued', 'running')
) o WHERE o.id = r.id AND o.n > 1;
UPDATE job j SET status = 'cancelled', finished_at = now(), lease = NULL, leased_until = NULL,
    note = 'The contact was merged with another one that has a job under way.'
FROM (
    SELECT j.id, row_number() OVER (PARTITION BY s.keep ORDER BY NOT EXISTS (
        SELECT FROM enrichment_run r WHERE r.job_id = j.id AND r.status IN ('queued', 'running')
    ), j.id) AS n
    FROM job j JOIN contact_same s ON j.subject = 'contact:' || s.id
    WHERE j.status IN ('queued', 'running', 'waiting') AND j.unique_key = 'enrich:' || s.id
) o WHERE o.id = j.id AND o.n > 1;
UPDATE job j SET subject = 'contact:' || s.keep,
    unique_key = CASE WHEN j.unique_key = 'enrich:' || s.id THEN 'enrich:' || s.keep
        ELSE j.unique_key END,
    payload = CASE WHEN j.payload ? 'contact_id'
        THEN j.payload || jsonb_build_object('contact_id', s.keep) ELSE j.payload END
FROM contact_same s WHERE s.id <> s.keep AND j.subject = 'contact:' || s.id;
UPDATE enrichment_run r SET contact_id = s.keep FROM contact_same s
WHERE s.id = r.contact_id AND s.id <> s.keep;
UPDATE charge k SET contact_id = s.keep FROM contact_same s
WHERE s.id = k.contact_id AND s.id <> s.keep;
DELETE FROM contact c USING contact_same s WHERE s.id = c.id AND s.id <> s.keep;
UPDATE contact c SET account_id = o.account_id FROM contact_owner o
WHERE o.keep = c.id AND c.account_id <> o.account_id;
UPDATE contact SET email_shared = true WHERE email IN (SELECT email FROM shared_address);
"""
OF_ACCOUNTS = """
CREATE TEMP TABLE pattern_sum ON COMMIT DROP AS
SELECT s.keep, p.domain, p.pattern, min(p.id) AS id, sum(p.samples) AS samples,
    sum(p.agreeing) AS agreeing, sum(p.bounced) AS bounced, max(p.learned_at) AS learned_at,
    (array_agg(p.confidence ORDER BY p.samples DESC, p.id))[1] AS confidence
FROM email_pattern p JOIN account_same s ON s.id = p.account_id
JOIN account_group g ON g.keep = s.keep GROUP BY s.keep, p.domain, p.pattern;
DELETE FROM email_pattern p USING account_same s, account_group g
WHERE s.id = p.account_id AND g.keep = s.keep AND p.id NOT IN (SELECT id FROM pattern_sum);
UPDATE email_pattern p SET account_id = n.keep, samples = n.samples, agreeing = n.agreeing,
    bounced = n.bounced, confidence = n.confidence, learned_at = n.learned_at
FROM pattern_sum n WHERE n.id = p.id;
UPDATE score_change k SET account_id = s.keep FROM account_same s
WHERE s.id = k.account_id AND s.id <> s.keep;
DELETE FROM account a USING account_same s WHERE s.id = a.id AND s.id <> s.keep;
UPDATE contact c SET account_sort = a.sort_name FROM account a WHERE a.id = c.account_id;
"""
# By the rules as they are at this version (services/records/icp.py).
SCORED = """
CREATE TEMP TABLE score ON COMMIT DROP AS
SELECT id, personas + executives + contacts + completeness AS total, jsonb_build_object(
    'personas', personas, 'executives', executives, 'contacts', contacts,
    'completeness', completeness, 'missing', to_jsonb(missing), 'counts', jsonb_build_object(
        'ExecOps', exec_ops, 'Ops', ops, 'Procurement', procurement, 'Sales', sales,
        'executives', high, 'contacts', people)) AS parts
FROM (
    SELECT *, (least(exec_ops * 10, 20) + least(ops * 5, 10) + least(procurement * 3, 6)
            + least(sales * 2, 4))::int AS personas,
        CASE WHEN high >= 5 THEN 20 WHEN high >= 3 THEN 15 WHEN high >= 2 THEN 10
            WHEN high >= 1 THEN 5 ELSE 0 END AS executives,
        CASE WHEN people >= 10 THEN 20 WHEN people >= 7 THEN 15 WHEN people >= 5 THEN 10
            WHEN people >= 3 THEN 5 ELSE 0 END AS contacts,
        (5 - cardinality(missing)) * 4 AS completeness
    FROM (
        SELECT a.id, count(*) FILTER (WHERE c.personas @> '{ExecOps}') AS exec_ops,
            count(*) FILTER (WHERE c.personas @> '{Ops}') AS ops,
            count(*) FILTER (WHERE c.personas @> '{Procurement}') AS procurement,
            count(*) FILTER (WHERE c.personas @> '{Sales}') AS sales,
            count(*) FILTER (WHERE c.seniority IN ('C-Level', 'VP')) AS high,
            count(c.id) AS people,
            array_remove(ARRAY[
                CASE WHEN btrim(a.name) = '' THEN 'name' END,
                CASE WHEN btrim(a.website) = '' THEN 'website' END,
                CASE WHEN btrim(a.industry) = '' THEN 'industry' END,
                CASE WHEN btrim(a.headquarters) = '' THEN 'headquarters' END,
                CASE WHEN NOT EXISTS (SELECT FROM note n WHERE n.account_id = a.id)
                    THEN 'notes' END], NULL) AS missing
        FROM account a LEFT JOIN contact c ON c.account_id = a.id
        WHERE a.id IN (
            SELECT keep FROM account_group
            UNION SELECT o.account_id FROM contact_owner o JOIN contact_group USING (keep)
            UNION SELECT s.keep FROM contact_was w JOIN contact_same x ON x.id = w.id
                JOIN contact_group g ON g.keep = x.keep
                JOIN account_same s ON s.id = w.old_account_id)
        GROUP BY a.id
    ) counted
) points;
INSERT INTO score_change (account_id, old, new, why, at)
SELECT a.id, a.icp_score, coalesce(a.icp_override, s.total), 'Records merged', now()
FROM account a JOIN score s ON s.id = a.id
WHERE a.icp_score <> coalesce(a.icp_override, s.total) ORDER BY a.id;
UPDATE account a SET icp_parts = s.parts, icp_score = coalesce(a.icp_override, s.total)
FROM score s WHERE s.id = a.id;
UPDATE target t SET sort_name = a.sort_name, icp_score = a.icp_score, owner_id = a.owner_id
FROM account a WHERE a.id = t.account_id AND (t.sort_name, t.icp_score, t.owner_id)
    IS DISTINCT FROM (a.sort_name, a.icp_score, a.owner_id);
"""
OWNERS = """
CREATE TEMP TABLE contact_owner ON COMMIT DROP AS
SELECT DISTINCT ON (s.keep) s.keep, s.account_id FROM contact_same s
JOIN contact_was w ON w.id = s.id
ORDER BY s.keep, w.shared OR w.email IS NULL, w.updated_at DESC, w.id DESC;
ALTER TABLE contact_owner ADD PRIMARY KEY (keep);
ANALYZE contact_owner;
"""
MERGED_COUNTS = """
SELECT (SELECT count(*) FROM account_same WHERE id <> keep), (SELECT count(*) FROM account),
    (SELECT count(*) FROM contact_same WHERE id <> keep), (SELECT count(*) FROM contact)
"""
# --- Back to the version before ------------------------------------------------------------------
# A row an event again; the event that a record came to first keeps the id. What is on no event's
# list goes to the latest event, for the older shape has no other place; without any event it goes.
# So do imports whose event was deleted, as they did then.
PLACES = """
CREATE TEMP TABLE account_at ON COMMIT DROP AS
SELECT *, CASE WHEN place = 1 THEN account_id
    ELSE nextval(pg_get_serial_sequence('account', 'id')) END AS row_id
FROM (
    SELECT account_id, event_id, max(stage) AS stage, min(added_at) AS added_at,
        row_number() OVER (PARTITION BY account_id ORDER BY min(added_at), event_id) AS place
    FROM (
        SELECT account_id, event_id, stage, added_at FROM target
        UNION ALL SELECT account_id, event_id, NULL, added_at FROM attendee
        UNION ALL (SELECT c.account_id, e.id, NULL, c.created_at FROM contact c CROSS JOIN latest e
            WHERE NOT EXISTS (SELECT FROM attendee t WHERE t.contact_id = c.id))
        UNION ALL (SELECT a.id, e.id, NULL, a.created_at FROM account a CROSS JOIN latest e
            WHERE NOT EXISTS (SELECT FROM target t WHERE t.account_id = a.id)
            AND NOT EXISTS (SELECT FROM contact c WHERE c.account_id = a.id))
    ) p GROUP BY account_id, event_id
) q;
CREATE UNIQUE INDEX ON account_at (account_id, event_id);
CREATE TEMP TABLE contact_at ON COMMIT DROP AS
SELECT q.*, a.row_id AS account_row, CASE WHEN q.place = 1 THEN contact_id
    ELSE nextval(pg_get_serial_sequence('contact', 'id')) END AS row_id
FROM (
    SELECT contact_id, account_id, event_id, added_at,
        row_number() OVER (PARTITION BY contact_id ORDER BY added_at, event_id) AS place
    FROM (
        SELECT contact_id, account_id, event_id, added_at FROM attendee
        UNION ALL (SELECT c.id, c.account_id, e.id, c.created_at FROM contact c CROSS JOIN latest e
            WHERE NOT EXISTS (SELECT FROM attendee t WHERE t.contact_id = c.id))
    ) p
) q JOIN account_at a ON a.account_id = q.account_id AND a.event_id = q.event_id;
CREATE UNIQUE INDEX ON contact_at (contact_id, event_id);
ANALYZE account_at; ANALYZE contact_at;
"""
APART = """
INSERT INTO account (id, event_id, stage, notes, name, name_key, domain, website, industry, size,
    headquarters, owner_id, icp_score, icp_parts, icp_override, icp_override_reason, created_at,
    updated_at, version)
SELECT p.row_id, p.event_id, coalesce(p.stage, 'Lead'), '', a.name, a.name_key, a.domain, a.website,
    a.industry, a.size, a.headquarters, a.owner_id, a.icp_score, a.icp_parts, a.icp_override,
    a.icp_override_reason, p.added_at, a.updated_at, a.version
FROM account_at p JOIN account a ON a.id = p.account_id WHERE p.place > 1;
UPDATE account a SET event_id = p.event_id, stage = coalesce(p.stage, 'Lead'), notes = ''
FROM account_at p WHERE p.row_id = a.id AND p.place = 1;
INSERT INTO contact (id, event_id, account_id, account_sort, notes, first_name, last_name, name_key,
    title, personas, personas_origin, seniority, seniority_origin, email, email_status,
    email_shared, phone, mobile, linkedin_url, country, owner_id, enriched_at,
    enrichment_confidence, created_at, updated_at, version)
SELECT p.row_id, p.event_id, p.account_row, '', '', c.first_name, c.last_name, c.name_key, c.title,
    c.personas, c.personas_origin, c.seniority, c.seniority_origin, c.email, c.email_status,
    c.email_shared, c.phone, c.mobile, c.linkedin_url, c.country, c.owner_id, c.enriched_at,
    c.enrichment_confidence, p.added_at, c.updated_at, c.version
FROM contact_at p JOIN contact c ON c.id = p.contact_id WHERE p.place > 1;
UPDATE contact c SET event_id = p.event_id, account_id = p.account_row, notes = ''
FROM contact_at p WHERE p.row_id = c.id AND p.place = 1;
DELETE FROM contact WHERE event_id IS NULL;
DELETE FROM account WHERE event_id IS NULL;
DELETE FROM import WHERE event_id IS NULL;

-- Two accounts of one name with two domains; no two had a name and no domain.
UPDATE account a SET name = name || ' (' || domain || ')', name_key = name_key || ' ' || domain
FROM (
    SELECT id, row_number() OVER (PARTITION BY event_id, name_key
        ORDER BY domain IS NOT NULL, id) AS place FROM account
) o WHERE o.id = a.id AND o.place > 1;
"""
NOTES_AS_TEXT = """
UPDATE {record} r SET notes = n.notes FROM (
    SELECT coalesce(p.row_id, n.{record}_id) AS id,
        string_agg(n.text, E'\\n' ORDER BY n.created_at, n.id) AS notes
    FROM note n LEFT JOIN {record}_at p ON p.{record}_id = n.{record}_id
        AND p.event_id = n.event_id
    WHERE n.{record}_id IS NOT NULL GROUP BY 1
) n WHERE n.id = r.id;
UPDATE claim k SET {record}_id = p.row_id FROM enrichment_run r, {record}_at p
WHERE r.id = k.run_id AND p.{record}_id = k.{record}_id AND p.event_id = r.event_id
    AND p.place > 1;
-- A field without a claim would be a person's: each row gets the one that filled it.
INSERT INTO claim (run_id, {record}_id, field, value, confidence, source, how, status, before,
    created_at, applied_at, settled_at, settled_by)
SELECT k.run_id, o.row_id, k.field, k.value, k.confidence, k.source, k.how, k.status, k.before,
    k.created_at, k.applied_at, k.settled_at, k.settled_by
FROM claim k JOIN {record}_at p ON p.row_id = k.{record}_id
JOIN {record}_at o ON o.{record}_id = p.{record}_id AND o.row_id <> p.row_id
WHERE k.status = 'applied';
UPDATE import_row r SET {record}_id = p.row_id FROM import i, {record}_at p
WHERE i.id = r.import_id AND p.{record}_id = r.{record}_id AND p.event_id = i.event_id
    AND p.place > 1;
"""
# An address that people share may be only one's within an event; the others' is in their notes,
# and so is a second phone.
CONTACTS_APART = """
UPDATE contact c SET email = NULL, email_status = 'none', email_shared = false,
    notes = concat_ws(E'\\n', nullif(c.notes, ''), 'Email: ' || c.email)
FROM (
    SELECT id, row_number() OVER (PARTITION BY event_id, email ORDER BY id) AS place
    FROM contact WHERE email_shared
) o WHERE o.id = c.id AND o.place > 1;
UPDATE contact SET phone = CASE WHEN phone = '' THEN mobile ELSE phone END,
    notes = CASE WHEN phone = '' THEN notes
        ELSE concat_ws(E'\\n', nullif(notes, ''), 'Mobile: ' || mobile) END
WHERE mobile <> '';
UPDATE charge k SET contact_id = p.row_id FROM contact_at p
WHERE p.contact_id = k.contact_id AND p.event_id = k.event_id AND p.place > 1;
UPDATE enrichment_run r SET contact_id = p.row_id FROM contact_at p
WHERE p.contact_id = r.contact_id AND p.event_id = r.event_id AND p.place > 1;
UPDATE job j SET subject = 'contact:' || r.contact_id,
    payload = j.payload || jsonb_build_object('contact_id', r.contact_id),
    unique_key = CASE WHEN starts_with(j.unique_key, 'enrich:') THEN 'enrich:' || r.contact_id
        ELSE j.unique_key END
FROM enrichment_run r WHERE r.job_id = j.id AND r.contact_id IS NOT NULL
    AND starts_with(j.subject, 'contact:') AND j.subject <> 'contact:' || r.contact_id;
"""


# A staged row has two more values by now: whether its address is shared, and a mobile number.
DRAFTS = """
UPDATE import_row r SET cleaned = r.cleaned[1:14]
    || CASE WHEN split_part(r.cleaned[14], '@', 1) IN (SELECT word FROM role_address)
        THEN '1' ELSE '' END
    || r.cleaned[15:15] || ''::text || r.cleaned[16:]
FROM import i WHERE i.id = r.import_id AND i.kind = 'contacts' AND r.cleaned IS NOT NULL
    AND i.status NOT IN ('done', 'undoing', 'undone')
"""
DRAFTS_BEFORE = """
UPDATE import_row r SET cleaned = r.cleaned[1:14] || r.cleaned[16:16] || r.cleaned[18:]
FROM import i WHERE i.id = r.import_id AND i.kind = 'contacts' AND r.cleaned IS NOT NULL
    AND i.status NOT IN ('done', 'undoing', 'undone')
"""


def upgrade() -> None:
    # So that one index serves filters on lists and on plain columns, in any combination.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    _create_tables()
    _add_columns()
    _drop_the_old_rules()
    _bring_over()
    _drop_the_old_columns()
    _create_the_new_rules()
    op.execute(FILLED_IN)
    op.execute(KEPT_EQUAL)


def _create_tables() -> None:
    op.create_table(
        "attendee",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "Listed",
                "Invited",
                "Registered",
                "Met",
                "Missed",
                name="attendeestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="Listed",
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "import",
                "manual",
                "badge_scan",
                name="attendeesource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="manual",
            nullable=False,
        ),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("account_sort", sa.Text(), nullable=False),
        sa.Column("personas", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "seniority",
            sa.Enum(
                "C-Level",
                "VP",
                "Director",
                "Manager",
                "Staff",
                name="seniority",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "email_status",
            sa.Enum(
                "none",
                "given",
                "guessed",
                "verified",
                "bounced",
                name="emailstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="none",
            nullable=False,
        ),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("enriched", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "Lead",
                "Qualified",
                "Booked",
                "Checked In",
                "No Show",
                "Won",
                "Lost",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["app_user.id"],
            name=op.f("fk_attendee_added_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_attendee_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_attendee_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_attendee_import_id_import"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
        sa.UniqueConstraint(
            "event_id",
            "contact_id",
            name=op.f("uq_attendee_event_id_contact_id"),
            postgresql_include=[
                "personas",
                "seniority",
                "email_status",
                "owner_id",
                "enriched",
                "stage",
                "status",
            ],
        ),
    )
    op.create_index(op.f("ix_attendee_contact_id"), "attendee", ["contact_id"], unique=False)
    op.create_index(
        "ix_attendee_event_id_account_id", "attendee", ["event_id", "account_id"], unique=False
    )
    op.create_index(
        "ix_attendee_event_id_account_sort",
        "attendee",
        ["event_id", "account_sort", "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_attendee_event_id_added_at",
        "attendee",
        ["event_id", sa.literal_column("added_at DESC"), "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_attendee_event_id_sort_name",
        "attendee",
        ["event_id", "sort_name", "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_attendee_filters",
        "attendee",
        [
            "event_id",
            "personas",
            "seniority",
            "email_status",
            "owner_id",
            "enriched",
            "stage",
            "status",
        ],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(op.f("ix_attendee_import_id"), "attendee", ["import_id"], unique=False)
    op.create_table(
        "import_choice",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(account_id, domain) <= 1", name=op.f("ck_import_choice_one_account")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_import_choice_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_import_choice_import_id_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "name_key", name=op.f("pk_import_choice")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_note_text_not_empty")),
        sa.CheckConstraint(
            "num_nonnulls(account_id, contact_id) = 1", name=op.f("ck_note_about_one_record")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_note_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["app_user.id"],
            name=op.f("fk_note_author_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_note_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_note_event_id_event"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import.id"], name=op.f("fk_note_import_id_import"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(
        "ix_note_account_id",
        "note",
        ["account_id", sa.literal_column("created_at DESC")],
        unique=False,
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )
    op.create_index(
        "ix_note_contact_id",
        "note",
        ["contact_id", sa.literal_column("created_at DESC")],
        unique=False,
        postgresql_where=sa.text("contact_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_note_event_id"), "note", ["event_id"], unique=False)
    op.create_index(
        "uq_note_import_id_account_id",
        "note",
        ["import_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("import_id IS NOT NULL AND account_id IS NOT NULL"),
    )
    op.create_index(
        "uq_note_import_id_contact_id",
        "note",
        ["import_id", "contact_id"],
        unique=True,
        postgresql_where=sa.text("import_id IS NOT NULL AND contact_id IS NOT NULL"),
    )
    op.create_table(
        "target",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "Lead",
                "Qualified",
                "Booked",
                "Checked In",
                "No Show",
                "Won",
                "Lost",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="Lead",
            nullable=False,
        ),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("icp_score", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_target_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["app_user.id"],
            name=op.f("fk_target_added_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_target_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_target_import_id_import"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("event_id", "account_id", name=op.f("uq_target_event_id_account_id")),
    )
    op.create_index(op.f("ix_target_account_id"), "target", ["account_id"], unique=False)
    op.create_index(
        "ix_target_event_id_added_at",
        "target",
        ["event_id", sa.literal_column("added_at DESC"), "account_id"],
        unique=False,
    )
    op.create_index(
        "ix_target_event_id_icp_score",
        "target",
        ["event_id", sa.literal_column("icp_score DESC"), "account_id"],
        unique=False,
    )
    op.create_index(
        "ix_target_event_id_sort_name",
        "target",
        ["event_id", "sort_name", "account_id"],
        unique=False,
    )
    op.create_index("ix_target_event_id_stage", "target", ["event_id", "stage"], unique=False)
    op.create_index(op.f("ix_target_import_id"), "target", ["import_id"], unique=False)


def _add_columns() -> None:
    op.add_column(
        "account",
        sa.Column(
            "sort_name",
            sa.Text(),
            sa.Computed(SORT_KEY.format("name"), persisted=True),
            nullable=True,
        ),
    )
    op.add_column("contact", sa.Column("account_sort", sa.Text(), nullable=True))
    op.add_column(
        "contact",
        sa.Column(
            "sort_name",
            sa.Text(),
            sa.Computed(SORT_KEY.format("last_name || ' ' || first_name"), persisted=True),
            nullable=True,
        ),
    )
    op.add_column(
        "contact", sa.Column("email_shared", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("contact", sa.Column("mobile", sa.String(), server_default="", nullable=False))
    op.alter_column("import", "event_id", existing_type=sa.BIGINT(), nullable=True)
    op.drop_constraint(op.f("fk_import_event_id_event"), "import", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_import_event_id_event"),
        "import",
        "event",
        ["event_id"],
        ["id"],
        ondelete="SET NULL",
    )


def _drop_the_old_rules() -> None:
    op.drop_index("uq_contact_account_id_name_key", table_name="contact")
    op.drop_constraint(
        op.f("fk_contact_account_id_event_id_account"), "contact", type_="foreignkey"
    )
    op.drop_index(
        op.f("ix_account_domain"), table_name="account", postgresql_where="(domain IS NOT NULL)"
    )
    op.drop_index(op.f("ix_account_event_id_icp_score"), table_name="account")
    op.drop_index(op.f("ix_account_event_id_name"), table_name="account")
    op.drop_index(op.f("ix_account_event_id_stage"), table_name="account")
    op.drop_index(
        op.f("uq_account_event_id_domain"),
        table_name="account",
        postgresql_where="(domain IS NOT NULL)",
    )
    op.drop_constraint(op.f("uq_account_event_id_name_key"), "account", type_="unique")
    op.drop_constraint(op.f("uq_account_id_event_id"), "account", type_="unique")
    op.drop_constraint(op.f("fk_account_event_id_event"), "account", type_="foreignkey")
    op.drop_index(op.f("ix_contact_event_id_created_at"), table_name="contact")
    op.drop_index(op.f("ix_contact_event_id_name"), table_name="contact")
    op.drop_index(
        op.f("uq_contact_event_id_email"),
        table_name="contact",
        postgresql_where="(email IS NOT NULL)",
    )


def _bring_over() -> None:
    connection = op.get_bind()
    _register_domains(connection)
    op.execute("CREATE TEMP TABLE role_address (word text PRIMARY KEY) ON COMMIT DROP")
    words = [{"word": word} for word in ROLE_ADDRESSES.split()]
    connection.execute(sa.text("INSERT INTO role_address VALUES (:word)"), words)
    run(SAME_ACCOUNTS, SAME_CONTACTS, OWNERS, VALUES, IMPORTS, MEMBERSHIPS)
    run(*(NOTES.format(record=record) for record in ("account", "contact")))
    run(LOST.format(record="account", more=LOST_STAGES), LOST.format(record="contact", more=""))
    run(*(REPOINTED.format(record=record) for record in ("account", "contact")))
    # The address of one that goes may be the one that stays has to get.
    run(MERGED, OF_CONTACTS, OF_ACCOUNTS, SCORED, ATTENDEES, DRAFTS)
    counts = connection.execute(sa.text(MERGED_COUNTS)).one()
    logging.getLogger("yardflow.migrations").info(
        "Merged %d accounts into others (%d now), %d contacts (%d now). Which ones is in audit_log,"
        " as account.merged and contact.merged; values that differed are notes",
        *counts,
    )


def _register_domains(connection: sa.Connection) -> None:
    """Domains of which the version before left more than what the company registered."""
    op.execute(
        "CREATE TEMP TABLE registered_domain (domain text PRIMARY KEY, registered text)"
        " ON COMMIT DROP"
    )
    suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
    domains = "SELECT DISTINCT domain FROM account WHERE domain LIKE '%.%.%'"
    rows = [
        {"domain": domain, "registered": registered}
        for domain in connection.scalars(sa.text(domains))
        if (registered := suffixes.extract_str(domain).top_domain_under_public_suffix)
    ]
    if rows:
        connection.execute(
            sa.text("INSERT INTO registered_domain VALUES (:domain, :registered)"), rows
        )


def run(*scripts: str) -> None:
    for script in scripts:
        op.get_bind().exec_driver_sql(script)


def _drop_the_old_columns() -> None:
    op.drop_column("account", "stage")
    op.drop_column("account", "notes")
    op.drop_column("account", "event_id")
    op.drop_column("contact", "notes")
    op.drop_column("contact", "event_id")
    op.alter_column("contact", "account_sort", nullable=False)


def _create_the_new_rules() -> None:
    op.create_index(
        "ix_account_created_at",
        "account",
        [sa.literal_column("created_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_contact_filters",
        "contact",
        [
            "personas",
            "seniority",
            "email_status",
            "owner_id",
            sa.literal_column("(enriched_at IS NOT NULL)"),
        ],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "ix_account_icp_score", "account", [sa.literal_column("icp_score DESC"), "id"], unique=False
    )
    op.create_index("ix_account_name_key", "account", ["name_key"], unique=False)
    op.create_index("ix_account_sort_name", "account", ["sort_name", "id"], unique=False)
    op.create_index(
        "uq_account_domain",
        "account",
        ["domain"],
        unique=True,
        postgresql_where=sa.text("domain IS NOT NULL"),
    )
    op.create_unique_constraint(op.f("uq_account_id_sort_name"), "account", ["id", "sort_name"])
    op.create_index(
        "uq_account_name_key",
        "account",
        ["name_key"],
        unique=True,
        postgresql_where=sa.text("domain IS NULL"),
    )
    op.create_index("ix_contact_account_sort", "contact", ["account_sort", "id"], unique=False)
    op.create_index(
        "ix_contact_created_at",
        "contact",
        [sa.literal_column("created_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_contact_shared_email",
        "contact",
        ["email"],
        unique=False,
        postgresql_where=sa.text("email_shared"),
    )
    op.create_index("ix_contact_sort_name", "contact", ["sort_name", "id"], unique=False)
    op.create_index(
        "uq_contact_email",
        "contact",
        ["email"],
        unique=True,
        postgresql_where=sa.text("email IS NOT NULL AND NOT email_shared"),
    )
    op.create_index(
        "uq_contact_account_id_name_key",
        "contact",
        ["account_id", "name_key"],
        unique=True,
        postgresql_where=sa.text("email IS NULL OR email_shared"),
    )
    op.create_foreign_key(
        op.f("fk_contact_account_id_account_sort_account"),
        "contact",
        "account",
        ["account_id", "account_sort"],
        ["id", "sort_name"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


def downgrade() -> None:
    for function in (
        "fill_account_sort",
        "fill_target",
        "fill_attendee",
        "follow_account",
        "follow_contact",
        "follow_target",
    ):
        op.execute(f"DROP FUNCTION {function} CASCADE")
    _add_the_old_columns()
    _drop_the_new_rules()
    _take_apart()
    _drop_the_new_columns()
    _create_the_old_rules()
    _drop_tables()


def _add_the_old_columns() -> None:
    op.add_column("contact", sa.Column("event_id", sa.BIGINT(), autoincrement=False, nullable=True))
    op.add_column("contact", sa.Column("notes", sa.VARCHAR(), autoincrement=False, nullable=True))
    op.add_column("account", sa.Column("event_id", sa.BIGINT(), autoincrement=False, nullable=True))
    op.add_column("account", sa.Column("notes", sa.VARCHAR(), autoincrement=False, nullable=True))
    op.add_column(
        "account",
        sa.Column(
            "stage",
            sa.VARCHAR(length=32),
            server_default=sa.text("'Lead'::character varying"),
            autoincrement=False,
            nullable=True,
        ),
    )


def _drop_the_new_rules() -> None:
    op.drop_constraint(
        op.f("fk_contact_account_id_account_sort_account"), "contact", type_="foreignkey"
    )
    op.drop_index(
        "uq_contact_email",
        table_name="contact",
        postgresql_where=sa.text("email IS NOT NULL AND NOT email_shared"),
    )
    op.drop_index("ix_contact_sort_name", table_name="contact")
    op.drop_index("ix_contact_filters", table_name="contact")
    op.drop_index(
        "ix_contact_shared_email", table_name="contact", postgresql_where=sa.text("email_shared")
    )
    op.drop_index("ix_contact_created_at", table_name="contact")
    op.drop_index("ix_contact_account_sort", table_name="contact")
    op.drop_index(
        "uq_account_name_key", table_name="account", postgresql_where=sa.text("domain IS NULL")
    )
    op.drop_constraint(op.f("uq_account_id_sort_name"), "account", type_="unique")
    op.drop_index(
        "uq_account_domain", table_name="account", postgresql_where=sa.text("domain IS NOT NULL")
    )
    op.drop_index("ix_account_sort_name", table_name="account")
    op.drop_index("ix_account_created_at", table_name="account")
    op.drop_index("ix_account_name_key", table_name="account")
    op.drop_index("ix_account_icp_score", table_name="account")
    op.drop_index(
        "uq_contact_account_id_name_key",
        table_name="contact",
        postgresql_where=sa.text("email IS NULL OR email_shared"),
    )


def _take_apart() -> None:
    run(
        "CREATE TEMP TABLE latest ON COMMIT DROP AS"
        " SELECT id FROM event ORDER BY starts_on DESC NULLS LAST, id DESC LIMIT 1",
        PLACES,
        APART,
        *(NOTES_AS_TEXT.format(record=record) for record in ("account", "contact")),
        CONTACTS_APART,
        DRAFTS_BEFORE,
    )


def _drop_the_new_columns() -> None:
    op.drop_column("contact", "mobile")
    op.drop_column("contact", "email_shared")
    op.drop_column("contact", "sort_name")
    op.drop_column("contact", "account_sort")
    op.drop_column("account", "sort_name")


def _create_the_old_rules() -> None:
    for table, names in (
        ("account", ("event_id", "notes", "stage")),
        ("contact", ("event_id", "notes")),
    ):
        for name in names:
            op.alter_column(table, name, nullable=False)
    op.alter_column("import", "event_id", existing_type=sa.BIGINT(), nullable=False)
    op.drop_constraint(op.f("fk_import_event_id_event"), "import", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_import_event_id_event"),
        "import",
        "event",
        ["event_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_account_event_id_event"),
        "account",
        "event",
        ["event_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_unique_constraint(
        op.f("uq_account_id_event_id"),
        "account",
        ["id", "event_id"],
        postgresql_nulls_not_distinct=False,
    )
    op.create_unique_constraint(
        op.f("uq_account_event_id_name_key"),
        "account",
        ["event_id", "name_key"],
        postgresql_nulls_not_distinct=False,
    )
    op.create_index(
        op.f("uq_account_event_id_domain"),
        "account",
        ["event_id", "domain"],
        unique=True,
        postgresql_where="(domain IS NOT NULL)",
    )
    op.create_index(
        op.f("ix_account_event_id_stage"), "account", ["event_id", "stage"], unique=False
    )
    op.create_index(
        op.f("ix_account_event_id_name"),
        "account",
        ["event_id", sa.literal_column("lower(name::text)"), "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_account_event_id_icp_score"),
        "account",
        ["event_id", sa.literal_column("icp_score DESC"), "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_account_domain"),
        "account",
        ["domain"],
        unique=False,
        postgresql_where="(domain IS NOT NULL)",
    )
    op.create_foreign_key(
        op.f("fk_contact_account_id_event_id_account"),
        "contact",
        "account",
        ["account_id", "event_id"],
        ["id", "event_id"],
        ondelete="CASCADE",
    )
    op.create_index(
        op.f("uq_contact_event_id_email"),
        "contact",
        ["event_id", "email"],
        unique=True,
        postgresql_where="(email IS NOT NULL)",
    )
    op.create_index(
        op.f("ix_contact_event_id_name"),
        "contact",
        ["event_id", sa.literal_column("lower(last_name::text)"), "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contact_event_id_created_at"),
        "contact",
        ["event_id", sa.literal_column("created_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "uq_contact_account_id_name_key",
        "contact",
        ["account_id", "name_key"],
        unique=True,
        postgresql_where=sa.text("email IS NULL"),
    )


def _drop_tables() -> None:
    op.drop_index(op.f("ix_target_import_id"), table_name="target")
    op.drop_index("ix_target_event_id_stage", table_name="target")
    op.drop_index("ix_target_event_id_sort_name", table_name="target")
    op.drop_index("ix_target_event_id_icp_score", table_name="target")
    op.drop_index("ix_target_event_id_added_at", table_name="target")
    op.drop_index(op.f("ix_target_account_id"), table_name="target")
    op.drop_table("target")
    op.drop_index(
        "uq_note_import_id_contact_id",
        table_name="note",
        postgresql_where=sa.text("import_id IS NOT NULL AND contact_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_note_import_id_account_id",
        table_name="note",
        postgresql_where=sa.text("import_id IS NOT NULL AND account_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_note_event_id"), table_name="note")
    op.drop_index(
        "ix_note_contact_id", table_name="note", postgresql_where=sa.text("contact_id IS NOT NULL")
    )
    op.drop_index(
        "ix_note_account_id", table_name="note", postgresql_where=sa.text("account_id IS NOT NULL")
    )
    op.drop_table("note")
    op.drop_table("import_choice")
    op.drop_index(op.f("ix_attendee_import_id"), table_name="attendee")
    op.drop_index("ix_attendee_event_id_sort_name", table_name="attendee")
    op.drop_index("ix_attendee_event_id_added_at", table_name="attendee")
    op.drop_index("ix_attendee_event_id_account_sort", table_name="attendee")
    op.drop_index("ix_attendee_event_id_account_id", table_name="attendee")
    op.drop_index(op.f("ix_attendee_contact_id"), table_name="attendee")
    op.drop_table("attendee")
