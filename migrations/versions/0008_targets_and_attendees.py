"""Accounts and contacts are once in the workplace; targets and attendees are what an event has of
them; notes are entries"""

import logging

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

log = logging.getLogger(__name__)

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
    SELECT sort_name INTO NEW.account_sort FROM account WHERE id = NEW.account_id FOR KEY SHARE;
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
CREATE TRIGGER attendee_as_its_contact BEFORE INSERT ON attendee
    FOR EACH ROW EXECUTE FUNCTION fill_attendee();
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

# What mailboxes of roles were called then.
ROLES = (
    "info information infos sales contact contactus office admin administration administrator "
    "support hello hi team marketing hr jobs careers career recruiting billing accounts "
    "accounting account finance orders order service services customerservice help helpdesk "
    "mail email post postmaster press media pr legal noreply donotreply no-reply do-not-reply "
    "webmaster hostmaster abuse purchasing procurement logistics dispatch operations ops "
    "warehouse shipping reception frontdesk enquiries enquiry inquiries inquiry events booth "
    "exhibit exhibits exhibitor tradeshow ap ar it payable payables receivable receivables "
    "privacy security general main kontakt vertrieb verkauf einkauf buchhaltung rechnung "
    "rechnungen zentrale empfang sekretariat bewerbung bewerbungen kundenservice kundendienst "
    "versand lager logistik messe presse personal ventes vente achats achat commercial "
    "commerciale comptabilite facturation accueil secretariat recrutement bonjour direction "
    "logistique service-client serviceclient ventas compras contacto informacion "
    "administracion facturacion contabilidad recepcion pedidos logistica comercial atencion "
    "hola rrhh vendite acquisti contatti contatto informazioni amministrazione fatturazione "
    "segreteria ordini ufficio vendas contato contacte faturacao financeiro geral verkoop "
    "inkoop administratie facturen receptie bestellingen klantenservice biuro sprzedaz handel "
    "zakupy ksiegowosc faktury rekrutacja salg inkop forsaljning myynti postmottak faktura "
    "ekonomi kundeservice kundtjanst "
).split()

# Who is the same. Accounts: by their domain; without one they join the only domain that their name
# comes with, else each other. The lowest id stays, so that most old links lead on.
ACCOUNT_MERGE = """
CREATE TEMP TABLE account_merge ON COMMIT DROP AS
WITH lone AS (
    SELECT name_key, min(domain) AS domain FROM account WHERE domain IS NOT NULL
    GROUP BY name_key HAVING count(DISTINCT domain) = 1
)
SELECT a.id, a.event_id, a.updated_at,
    min(a.id) OVER (PARTITION BY coalesce('@' || coalesce(a.domain, lone.domain), a.name_key))
        AS keep
FROM account a LEFT JOIN lone ON a.domain IS NULL AND lone.name_key = a.name_key;
CREATE UNIQUE INDEX ON account_merge (id);
CREATE INDEX ON account_merge (keep);
ANALYZE account_merge;
"""
# Contacts: by their own address; without one they join the only person of their name at the
# account, else each other. A role's address, or one of several people, is no one's own.
CONTACT_MERGE = """
CREATE TEMP TABLE shared_address ON COMMIT DROP AS
SELECT email FROM contact WHERE email IS NOT NULL GROUP BY email
HAVING count(DISTINCT (left(name_key, 1), substring(name_key FROM '[^ ]*$'))) > 1
UNION
SELECT email FROM contact WHERE split_part(email, '@', 1) = ANY(ARRAY[{roles}]);
CREATE TEMP TABLE contact_merge ON COMMIT DROP AS
WITH placed AS (
    SELECT c.id, c.event_id, c.updated_at, c.name_key, m.keep AS account_id,
        CASE WHEN s.email IS NULL THEN c.email END AS own
    FROM contact c JOIN account_merge m ON m.id = c.account_id
    LEFT JOIN shared_address s ON s.email = c.email
), lone AS (
    SELECT account_id, name_key, min(own) AS own FROM placed WHERE own IS NOT NULL
    GROUP BY account_id, name_key HAVING count(DISTINCT own) = 1
)
SELECT p.id, p.event_id, p.updated_at, min(p.id) OVER (PARTITION BY
    coalesce(p.own, lone.own, p.account_id || ' ' || p.name_key)) AS keep
FROM placed p
LEFT JOIN lone ON p.own IS NULL AND lone.account_id = p.account_id AND lone.name_key = p.name_key;
CREATE UNIQUE INDEX ON contact_merge (id);
CREATE INDEX ON contact_merge (keep);
ANALYZE contact_merge;
"""
# Each filled field of those that are merged, with what speaks for it: 3 a person, 2 a list or a
# person, 1 enrichment alone. The best and then the latest stays.
VALUES = """
CREATE TEMP TABLE {table}_value ON COMMIT DROP AS
SELECT DISTINCT ON (v.id, v.field) v.keep, v.id, v.event_id, v.field, v.value, v.updated_at,
    CASE WHEN k.settled_by IS NOT NULL OR edited.field IS NOT NULL THEN 3
        WHEN k.id IS NOT NULL THEN 1 ELSE 2 END AS evidence, k.id AS claim_id
FROM (
    SELECT m.keep, m.event_id, r.id, r.updated_at, f.field, f.value FROM {table} r
    JOIN {table}_merge m ON m.id = r.id
    CROSS JOIN LATERAL (VALUES {fields}) f (field, value)
    WHERE f.value <> '' AND m.keep IN (
        SELECT keep FROM {table}_merge GROUP BY keep HAVING count(*) > 1)
) v
LEFT JOIN claim k ON k.{table}_id = v.id AND k.field = v.field AND k.status = 'applied'
LEFT JOIN (
    SELECT DISTINCT record_id, field FROM audit_log, {edited} AS field
    WHERE action = '{table}.updated' AND record = '{table}'
) edited ON edited.record_id = v.id AND edited.field = v.field;
CREATE TEMP TABLE {table}_best ON COMMIT DROP AS
SELECT DISTINCT ON (keep, field) keep, field, value, id, claim_id FROM {table}_value
ORDER BY keep, field, evidence DESC, updated_at DESC, id DESC;
ANALYZE {table}_best;
"""
OF_ACCOUNTS = (
    "('name', r.name), ('domain', r.domain), ('website', r.website), ('industry', r.industry),"
    " ('size', r.size), ('headquarters', r.headquarters)"
)
OF_CONTACTS = (
    "('name', btrim(r.first_name || ' ' || r.last_name)), ('title', r.title), ('email', r.email),"
    " ('phone', r.phone), ('linkedin_url', r.linkedin_url), ('country', r.country),"
    " ('seniority', r.seniority)"
)
# What each event's record says in its notes, and what of it was not kept. A note of a record that
# nothing has touched since its import is the import's.
NOTES = """
INSERT INTO note ({table}_id, event_id, import_id, text, created_at)
SELECT DISTINCT ON (m.keep, r.notes) m.keep, r.event_id, i.import_id, r.notes, r.created_at
FROM {table} r JOIN {table}_merge m ON m.id = r.id
LEFT JOIN (
    SELECT DISTINCT ON ({table}_id) {table}_id, import_id FROM import_row
    WHERE {created} ORDER BY {table}_id, import_id
) i ON i.{table}_id = r.id AND r.version = 1 AND m.keep = r.id
WHERE btrim(r.notes) <> '' ORDER BY m.keep, r.notes, r.created_at, r.id;
INSERT INTO note ({table}_id, event_id, text, created_at)
SELECT v.keep, v.event_id, 'Before merging: ' || string_agg(
    replace(v.field, '_', ' ') || ' was ' || v.value, '; ' ORDER BY v.field), max(v.updated_at)
FROM {table}_value v JOIN {table}_best b ON b.keep = v.keep AND b.field = v.field
WHERE lower(b.value) <> lower(v.value) GROUP BY v.keep, v.id, v.event_id;
INSERT INTO audit_log (at, action, record, record_id, ip, before)
SELECT now(), '{table}.merged', '{table}', keep, '', jsonb_build_object(
    'ids', jsonb_agg(id ORDER BY id), 'events', jsonb_agg(DISTINCT event_id))
FROM {table}_merge GROUP BY keep HAVING count(*) > 1;
"""
# A claim stays applied where the field keeps its value; of what was known twice one does.
CLAIMS = """
UPDATE claim k SET status = 'replaced', settled_at = coalesce(k.settled_at, now())
FROM {table}_merge m
WHERE k.{table}_id = m.id AND k.status = 'applied' AND EXISTS (
    SELECT FROM {table}_best b WHERE b.keep = m.keep AND b.field = k.field
) AND NOT EXISTS (SELECT FROM {table}_best b WHERE b.claim_id = k.id);
UPDATE claim k SET {table}_id = m.keep FROM {table}_merge m
WHERE k.{table}_id = m.id AND m.keep <> m.id;
"""
MERGED_ACCOUNTS = """
UPDATE account a SET name = coalesce(best.name, a.name), name_key = coalesce(named.name_key,
        a.name_key),
    domain = best.domain, website = coalesce(best.website, ''),
    industry = coalesce(best.industry, ''), size = coalesce(best.size, ''),
    headquarters = coalesce(best.headquarters, ''), owner_id = whole.owner_id,
    icp_override = (whole.override).score, icp_override_reason = (whole.override).reason,
    version = whole.version + 1, created_at = whole.created_at, updated_at = whole.updated_at
FROM (
    SELECT keep, max(id) FILTER (WHERE field = 'name') AS named,
        max(value) FILTER (WHERE field = 'name') AS name,
        max(value) FILTER (WHERE field = 'domain') AS domain,
        max(value) FILTER (WHERE field = 'website') AS website,
        max(value) FILTER (WHERE field = 'industry') AS industry,
        max(value) FILTER (WHERE field = 'size') AS size,
        max(value) FILTER (WHERE field = 'headquarters') AS headquarters
    FROM account_best GROUP BY keep
) best
JOIN account named ON named.id = best.named
JOIN (
    SELECT m.keep, max(r.version) AS version, min(r.created_at) AS created_at,
        max(r.updated_at) AS updated_at,
        (array_agg(r.owner_id ORDER BY r.updated_at DESC)
            FILTER (WHERE r.owner_id IS NOT NULL))[1] AS owner_id,
        (array_agg(ROW(r.icp_override, r.icp_override_reason)::icp_override_of
            ORDER BY r.updated_at DESC) FILTER (WHERE r.icp_override IS NOT NULL))[1] AS override
    FROM account r JOIN account_merge m ON m.id = r.id GROUP BY m.keep
) whole ON whole.keep = best.keep
WHERE a.id = best.keep;
"""
# Name, status, and what is chosen or inferred come whole from one record each.
MERGED_CONTACTS = """
UPDATE contact c SET first_name = named.first_name, last_name = named.last_name,
    name_key = named.name_key, account_id = whole.account_id, title = coalesce(best.title, ''),
    email = best.email, email_status = coalesce(mailed.email_status, 'none'),
    phone = coalesce(best.phone, ''), linkedin_url = coalesce(best.linkedin_url, ''),
    country = coalesce(best.country, ''), personas = chosen.personas,
    personas_origin = chosen.personas_origin, seniority = ranked.seniority,
    seniority_origin = ranked.seniority_origin, owner_id = whole.owner_id,
    enriched_at = whole.enriched_at, enrichment_confidence = whole.confidence,
    version = whole.version + 1, created_at = whole.created_at, updated_at = whole.updated_at
FROM (
    SELECT keep, max(id) FILTER (WHERE field = 'name') AS named,
        max(id) FILTER (WHERE field = 'email') AS mailed,
        max(value) FILTER (WHERE field = 'title') AS title,
        max(value) FILTER (WHERE field = 'email') AS email,
        max(value) FILTER (WHERE field = 'phone') AS phone,
        max(value) FILTER (WHERE field = 'linkedin_url') AS linkedin_url,
        max(value) FILTER (WHERE field = 'country') AS country
    FROM contact_best GROUP BY keep
) best
JOIN contact named ON named.id = best.named
LEFT JOIN contact mailed ON mailed.id = best.mailed
JOIN (
    SELECT m.keep, max(r.version) AS version, min(r.created_at) AS created_at,
        max(r.updated_at) AS updated_at, max(r.enriched_at) AS enriched_at,
        (array_agg(r.enrichment_confidence ORDER BY r.enriched_at DESC NULLS LAST)
            FILTER (WHERE r.enriched_at IS NOT NULL))[1] AS confidence,
        (array_agg(a.keep ORDER BY r.updated_at DESC))[1] AS account_id,
        (array_agg(r.owner_id ORDER BY r.updated_at DESC)
            FILTER (WHERE r.owner_id IS NOT NULL))[1] AS owner_id,
        (array_agg(r.id ORDER BY array_position(ARRAY['person', 'imported', 'inferred'],
            r.personas_origin::text), r.title <> '' DESC, r.updated_at DESC))[1] AS chosen,
        (array_agg(r.id ORDER BY array_position(ARRAY['person', 'imported', 'inferred'],
            r.seniority_origin::text), r.seniority IS NOT NULL DESC, r.title <> '' DESC,
            r.updated_at DESC))[1] AS ranked
    FROM contact r JOIN contact_merge m ON m.id = r.id
    JOIN account_merge a ON a.id = r.account_id GROUP BY m.keep
) whole ON whole.keep = best.keep
JOIN contact chosen ON chosen.id = whole.chosen
JOIN contact ranked ON ranked.id = whole.ranked
WHERE c.id = best.keep;
UPDATE contact c SET account_id = m.keep FROM account_merge m
WHERE c.account_id = m.id AND m.keep <> m.id;
UPDATE contact SET email_shared = true WHERE email IN (SELECT email FROM shared_address);
"""
LISTS = """
CREATE TEMP TABLE old_target ON COMMIT DROP AS
SELECT DISTINCT ON (r.event_id, m.keep) r.event_id, m.keep AS account_id, r.stage, r.created_at,
    i.import_id
FROM account r JOIN account_merge m ON m.id = r.id
LEFT JOIN (
    SELECT DISTINCT ON (account_id) account_id, import_id FROM import_row WHERE account_created
    ORDER BY account_id, import_id
) i ON i.account_id = r.id
ORDER BY r.event_id, m.keep, r.updated_at DESC;
CREATE TEMP TABLE old_attendee ON COMMIT DROP AS
SELECT DISTINCT ON (r.event_id, m.keep) r.event_id, m.keep AS contact_id, r.created_at, i.import_id
FROM contact r JOIN contact_merge m ON m.id = r.id
LEFT JOIN (
    SELECT DISTINCT ON (contact_id) contact_id, import_id FROM import_row
    WHERE outcome = 'created' ORDER BY contact_id, import_id
) i ON i.contact_id = r.id
ORDER BY r.event_id, m.keep, r.created_at;
"""
REPOINT = """
UPDATE enrichment_run r SET status = 'cancelled', finished_at = now(),
    note = 'This contact was merged with the same person at another event.'
FROM contact_merge m
WHERE r.contact_id = m.id AND r.status IN ('queued', 'running') AND EXISTS (
    SELECT FROM enrichment_run o JOIN contact_merge n ON n.id = o.contact_id
    WHERE n.keep = m.keep AND o.status IN ('queued', 'running') AND o.id < r.id);
UPDATE job j SET status = 'cancelled', finished_at = now(),
    note = 'This contact was merged with the same person at another event.'
FROM enrichment_run r
WHERE j.id = r.job_id AND r.status = 'cancelled' AND j.status IN ('queued', 'waiting');
UPDATE job j SET subject = 'contact:' || m.keep,
    payload = jsonb_set(j.payload, '{contact_id}', to_jsonb(m.keep)),
    unique_key = CASE WHEN j.unique_key = 'enrich:' || m.id AND
        j.status IN ('queued', 'running', 'waiting') THEN 'enrich:' || m.keep ELSE j.unique_key END
FROM contact_merge m
WHERE j.subject = 'contact:' || m.id AND m.keep <> m.id AND j.payload ? 'contact_id';
UPDATE enrichment_run r SET contact_id = m.keep FROM contact_merge m
WHERE r.contact_id = m.id AND m.keep <> m.id;
UPDATE charge r SET contact_id = m.keep FROM contact_merge m
WHERE r.contact_id = m.id AND m.keep <> m.id;
UPDATE import_row r SET contact_id = m.keep FROM contact_merge m
WHERE r.contact_id = m.id AND m.keep <> m.id;
UPDATE import_row r SET account_id = m.keep FROM account_merge m
WHERE r.account_id = m.id AND m.keep <> m.id;
UPDATE score_change r SET account_id = m.keep FROM account_merge m
WHERE r.account_id = m.id AND m.keep <> m.id;
DELETE FROM email_pattern p USING (
    SELECT p.id, row_number() OVER (
        PARTITION BY m.keep, p.domain, p.pattern ORDER BY p.samples DESC, p.id) AS place
    FROM email_pattern p JOIN account_merge m ON m.id = p.account_id
) ranked WHERE ranked.id = p.id AND ranked.place > 1;
UPDATE email_pattern p SET account_id = m.keep FROM account_merge m
WHERE p.account_id = m.id AND m.keep <> m.id;
DELETE FROM contact c USING contact_merge m WHERE c.id = m.id AND m.keep <> m.id;
DELETE FROM account a USING account_merge m WHERE a.id = m.id AND m.keep <> m.id;
UPDATE contact c SET account_sort = a.sort_name FROM account a WHERE a.id = c.account_id;
"""
MEMBERSHIPS = """
INSERT INTO target (event_id, account_id, stage, import_id, added_at, updated_at, sort_name,
    icp_score, owner_id)
SELECT t.event_id, t.account_id, t.stage, t.import_id, t.created_at, now(), a.sort_name,
    a.icp_score, a.owner_id
FROM old_target t JOIN account a ON a.id = t.account_id ORDER BY t.event_id, t.account_id;
INSERT INTO attendee (event_id, contact_id, source, import_id, added_at, updated_at, account_id,
    sort_name, account_sort, personas, seniority, email_status, owner_id, enriched, stage)
SELECT t.event_id, t.contact_id, CASE WHEN t.import_id IS NULL THEN 'manual' ELSE 'import' END,
    t.import_id, t.created_at, now(), c.account_id, c.sort_name, c.account_sort, c.personas,
    c.seniority, c.email_status, c.owner_id, c.enriched_at IS NOT NULL, o.stage
FROM old_attendee t JOIN contact c ON c.id = t.contact_id
LEFT JOIN old_target o ON o.event_id = t.event_id AND o.account_id = c.account_id
ORDER BY t.event_id, t.contact_id;
"""
# The rules of the score as they were then, for the accounts of merged records.
SCORES = """
CREATE TEMP TABLE counted ON COMMIT DROP AS
SELECT a.id,
    count(c.id) FILTER (WHERE c.personas @> '{ExecOps}') AS execops,
    count(c.id) FILTER (WHERE c.personas @> '{Ops}') AS ops,
    count(c.id) FILTER (WHERE c.personas @> '{Procurement}') AS procurement,
    count(c.id) FILTER (WHERE c.personas @> '{Sales}') AS sales,
    count(c.id) FILTER (WHERE c.seniority IN ('C-Level', 'VP')) AS executives,
    count(c.id) AS contacts,
    array_remove(ARRAY[
        CASE WHEN btrim(a.name) = '' THEN 'name' END,
        CASE WHEN btrim(a.website) = '' THEN 'website' END,
        CASE WHEN btrim(a.industry) = '' THEN 'industry' END,
        CASE WHEN btrim(a.headquarters) = '' THEN 'headquarters' END,
        CASE WHEN NOT EXISTS (SELECT FROM note n WHERE n.account_id = a.id) THEN 'notes' END
    ], NULL) AS missing
FROM account a LEFT JOIN contact c ON c.account_id = a.id
WHERE a.id IN (
    SELECT keep FROM account_merge GROUP BY keep HAVING count(*) > 1
    UNION SELECT c.account_id FROM contact c JOIN contact_merge m ON m.keep = c.id
        GROUP BY c.account_id, m.keep HAVING count(*) > 1
    UNION SELECT a.keep FROM contact_before c JOIN contact_merge m ON m.id = c.id AND m.keep <> m.id
        JOIN account_merge a ON a.id = c.account_id
) GROUP BY a.id;
CREATE TEMP TABLE scored ON COMMIT DROP AS
SELECT *, least(execops * 10, 20) + least(ops * 5, 10) + least(procurement * 3, 6)
        + least(sales * 2, 4) AS personas_points,
    CASE WHEN executives >= 5 THEN 20 WHEN executives >= 3 THEN 15 WHEN executives >= 2 THEN 10
        WHEN executives >= 1 THEN 5 ELSE 0 END AS executives_points,
    CASE WHEN contacts >= 10 THEN 20 WHEN contacts >= 7 THEN 15 WHEN contacts >= 5 THEN 10
        WHEN contacts >= 3 THEN 5 ELSE 0 END AS contacts_points,
    4 * (5 - cardinality(missing)) AS completeness
FROM counted;
INSERT INTO score_change (account_id, old, new, why, at)
SELECT a.id, a.icp_score, s.personas_points + s.executives_points + s.contacts_points
    + s.completeness, 'Merged with the same account at other events', now()
FROM scored s JOIN account a ON a.id = s.id
WHERE a.icp_override IS NULL AND a.icp_score
    <> s.personas_points + s.executives_points + s.contacts_points + s.completeness;
UPDATE account a SET icp_score = coalesce(a.icp_override, s.personas_points + s.executives_points
        + s.contacts_points + s.completeness),
    icp_parts = jsonb_build_object('personas', s.personas_points, 'executives',
        s.executives_points, 'contacts', s.contacts_points, 'completeness', s.completeness,
        'counts', jsonb_build_object('ExecOps', s.execops, 'Ops', s.ops, 'Procurement',
            s.procurement, 'Sales', s.sales, 'executives', s.executives, 'contacts', s.contacts),
        'missing', s.missing)
FROM scored s WHERE a.id = s.id;
"""
# A staged row has two more values by now: whether its address is shared, and a mobile number.
DRAFTS = """
UPDATE import_row r SET cleaned = r.cleaned[1:14]
    || CASE WHEN split_part(r.cleaned[14], '@', 1) = ANY(ARRAY[{roles}]) THEN '1' ELSE '' END
    || r.cleaned[15:15] || ''::text || r.cleaned[16:]
FROM import i WHERE i.id = r.import_id AND i.kind = 'contacts' AND r.cleaned IS NOT NULL
    AND i.status NOT IN ('done', 'undoing', 'undone');
"""
OLD_DRAFTS = """
UPDATE import_row r SET cleaned = r.cleaned[1:14] || r.cleaned[16:16] || r.cleaned[18:]
FROM import i WHERE i.id = r.import_id AND i.kind = 'contacts' AND r.cleaned IS NOT NULL
    AND i.status NOT IN ('done', 'undoing', 'undone');
"""

# The older shape has a record for each event. One that is at several becomes several, and the first
# event keeps its id; what is at none goes to the latest event, and if there is no event at all, it
# is lost, for there is no place for it.
TAKEN_APART = (
    """
    INSERT INTO attendee (event_id, contact_id, added_at, updated_at, account_id, sort_name,
        account_sort)
    SELECT e.id, c.id, now(), now(), c.account_id, '', '' FROM contact c
    CROSS JOIN (SELECT max(id) AS id FROM event) e
    WHERE e.id IS NOT NULL AND c.id NOT IN (SELECT contact_id FROM attendee)
    """,
    """
    INSERT INTO target (event_id, account_id, added_at, updated_at, sort_name, icp_score)
    SELECT DISTINCT t.event_id, c.account_id, now(), now(), '', 0
    FROM attendee t JOIN contact c ON c.id = t.contact_id
    ON CONFLICT (event_id, account_id) DO NOTHING
    """,
    """
    INSERT INTO target (event_id, account_id, added_at, updated_at, sort_name, icp_score)
    SELECT e.id, a.id, now(), now(), '', 0 FROM account a
    CROSS JOIN (SELECT max(id) AS id FROM event) e
    WHERE e.id IS NOT NULL AND a.id NOT IN (SELECT account_id FROM target)
    """,
    "DELETE FROM contact WHERE id NOT IN (SELECT contact_id FROM attendee)",
    "DELETE FROM account WHERE id NOT IN (SELECT account_id FROM target)",
    """
    CREATE TEMP TABLE account_copy ON COMMIT DROP AS
    SELECT t.account_id AS id, t.event_id, t.stage, CASE WHEN place = 1 THEN t.account_id
        ELSE nextval(pg_get_serial_sequence('account', 'id')) END AS copy
    FROM (
        SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY event_id) AS place FROM target
    ) t
    """,
    """
    CREATE TEMP TABLE contact_copy ON COMMIT DROP AS
    SELECT t.contact_id AS id, t.event_id, CASE WHEN place = 1 THEN t.contact_id
        ELSE nextval(pg_get_serial_sequence('contact', 'id')) END AS copy
    FROM (
        SELECT *, row_number() OVER (PARTITION BY contact_id ORDER BY event_id) AS place
        FROM attendee
    ) t
    """,
    """
    INSERT INTO account (id, event_id, stage, name, name_key, domain, website, industry, size,
        headquarters, owner_id, icp_score, icp_parts, icp_override, icp_override_reason,
        created_at, updated_at)
    SELECT t.copy, t.event_id, t.stage, a.name, a.name_key, a.domain, a.website, a.industry, a.size,
        a.headquarters, a.owner_id, a.icp_score, a.icp_parts, a.icp_override,
        a.icp_override_reason, a.created_at, a.updated_at
    FROM account_copy t JOIN account a ON a.id = t.id WHERE t.copy <> t.id
    """,
    """
    UPDATE account a SET event_id = t.event_id, stage = t.stage FROM account_copy t
    WHERE t.copy = a.id
    """,
    """
    INSERT INTO contact (id, event_id, account_id, account_sort, first_name, last_name, name_key,
        title, personas, personas_origin, seniority, seniority_origin, email, email_status,
        email_shared, phone, linkedin_url, country, owner_id, enriched_at, enrichment_confidence,
        created_at, updated_at)
    SELECT t.copy, t.event_id, a.copy, '', c.first_name, c.last_name, c.name_key, c.title,
        c.personas, c.personas_origin, c.seniority, c.seniority_origin, c.email, c.email_status,
        c.email_shared, c.phone, c.linkedin_url, c.country, c.owner_id, c.enriched_at,
        c.enrichment_confidence, c.created_at, c.updated_at
    FROM contact_copy t JOIN contact c ON c.id = t.id
    JOIN account_copy a ON a.id = c.account_id AND a.event_id = t.event_id WHERE t.copy <> t.id
    """,
    """
    UPDATE contact c SET event_id = t.event_id, account_id = a.copy
    FROM contact_copy t, account_copy a
    WHERE t.copy = c.id AND t.copy = t.id AND a.id = c.account_id AND a.event_id = t.event_id
    """,
    """
    UPDATE contact c SET phone = c.mobile WHERE c.phone = '' AND c.mobile <> ''
    """,
    """
    UPDATE contact c SET notes = n.notes FROM (
        SELECT t.copy, string_agg(n.text, E'\\n' ORDER BY n.created_at, n.id) AS notes
        FROM contact_copy t JOIN note n ON n.contact_id = t.id
            AND (n.event_id = t.event_id OR n.event_id IS NULL) GROUP BY t.copy
    ) n WHERE n.copy = c.id
    """,
    """
    UPDATE account a SET notes = n.notes FROM (
        SELECT t.copy, string_agg(n.text, E'\\n' ORDER BY n.created_at, n.id) AS notes
        FROM account_copy t JOIN note n ON n.account_id = t.id
            AND (n.event_id = t.event_id OR n.event_id IS NULL) GROUP BY t.copy
    ) n WHERE n.copy = a.id
    """,
    # Two companies of one name at one event, and an address of several people there.
    """
    UPDATE account a SET name = a.name || ' (' || a.domain || ')',
        name_key = a.name_key || ' ' || a.domain
    FROM (
        SELECT id, row_number() OVER (PARTITION BY event_id, name_key ORDER BY domain NULLS FIRST)
            AS place FROM account
    ) ranked WHERE ranked.id = a.id AND ranked.place > 1 AND a.domain IS NOT NULL
    """,
    """
    UPDATE contact c SET email = NULL, email_status = 'none',
        notes = btrim(c.notes || E'\\nShared mailbox: ' || c.email, E'\\n')
    FROM (
        SELECT id, row_number() OVER (PARTITION BY event_id, email ORDER BY id) AS place
        FROM contact WHERE email_shared
    ) ranked WHERE ranked.id = c.id AND ranked.place > 1
    """,
    "UPDATE contact SET email_shared = false",
    """
    UPDATE enrichment_run r SET contact_id = t.copy FROM contact_copy t
    WHERE r.contact_id = t.id AND r.event_id = t.event_id AND t.copy <> t.id
        AND r.status NOT IN ('queued', 'running')
    """,
    """
    UPDATE charge r SET contact_id = t.copy FROM contact_copy t
    WHERE r.contact_id = t.id AND r.event_id = t.event_id AND t.copy <> t.id
    """,
    """
    UPDATE import_row r SET contact_id = t.copy FROM contact_copy t, import i
    WHERE i.id = r.import_id AND r.contact_id = t.id AND i.event_id = t.event_id AND t.copy <> t.id
    """,
    """
    UPDATE import_row r SET account_id = t.copy FROM account_copy t, import i
    WHERE i.id = r.import_id AND r.account_id = t.id AND i.event_id = t.event_id AND t.copy <> t.id
    """,
    "DELETE FROM import WHERE event_id IS NULL",
    OLD_DRAFTS,
)


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
    """Merges who is the same; nothing of what the others said is lost."""
    roles = ", ".join(f"'{role}'" for role in ROLES)
    op.execute("CREATE TYPE icp_override_of AS (score int, reason text)")
    op.execute(ACCOUNT_MERGE)
    op.execute(CONTACT_MERGE.format(roles=roles))
    op.execute(
        "CREATE TEMP TABLE contact_before ON COMMIT DROP AS SELECT id, account_id FROM contact"
    )
    for table, fields, edited, created in (
        ("account", OF_ACCOUNTS, "jsonb_object_keys(after)", "account_created"),
        ("contact", OF_CONTACTS, "jsonb_array_elements_text(after -> 'fields')", "outcome = 'created'"),
    ):
        op.execute(VALUES.format(table=table, fields=fields, edited=edited))
        op.execute(NOTES.format(table=table, created=created))
        op.execute(CLAIMS.format(table=table))
    op.execute(LISTS)
    op.execute(MERGED_CONTACTS)
    op.execute(MERGED_ACCOUNTS)
    op.execute(REPOINT)
    op.execute(SCORES)
    op.execute(MEMBERSHIPS)
    op.execute(DRAFTS.format(roles=roles))
    op.execute("DROP TYPE icp_override_of CASCADE")
    _report()


def _report() -> None:
    count = "SELECT count(*) FROM {0}_merge WHERE keep <> id"
    merged = [op.get_bind().scalar(sa.text(count.format(table))) for table in ("account", "contact")]
    if any(merged):
        log.info("merged %s accounts and %s contacts with the same at another event", *merged)


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
    _drop_the_new_rules()
    _add_the_old_columns()
    for statement in TAKEN_APART:
        op.execute(statement)
    _drop_the_new_columns()
    _create_the_old_rules()
    _drop_tables()


def _drop_the_new_rules() -> None:
    op.drop_index("uq_contact_account_id_name_key", table_name="contact")
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


def _add_the_old_columns() -> None:
    op.add_column("contact", sa.Column("event_id", sa.BIGINT(), autoincrement=False, nullable=True))
    op.add_column("contact", sa.Column("notes", sa.VARCHAR(), server_default="", nullable=False))
    op.add_column("account", sa.Column("event_id", sa.BIGINT(), autoincrement=False, nullable=True))
    op.add_column("account", sa.Column("notes", sa.VARCHAR(), server_default="", nullable=False))
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


def _drop_the_new_columns() -> None:
    for table in ("account", "contact"):
        op.alter_column(table, "event_id", nullable=False)
        op.alter_column(table, "notes", server_default=None)
    op.alter_column("account", "stage", nullable=False)
    op.drop_column("contact", "mobile")
    op.drop_column("contact", "email_shared")
    op.drop_column("contact", "sort_name")
    op.drop_column("contact", "account_sort")
    op.drop_column("account", "sort_name")


def _create_the_old_rules() -> None:
    op.drop_constraint(op.f("fk_import_event_id_event"), "import", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_import_event_id_event"),
        "import",
        "event",
        ["event_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.alter_column("import", "event_id", existing_type=sa.BIGINT(), nullable=False)
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
    op.create_index(
        "uq_contact_account_id_name_key",
        "contact",
        ["account_id", "name_key"],
        unique=True,
        postgresql_where=sa.text("email IS NULL"),
    )
    op.create_foreign_key(
        op.f("fk_contact_account_id_event_id_account"),
        "contact",
        "account",
        ["account_id", "event_id"],
        ["id", "event_id"],
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
