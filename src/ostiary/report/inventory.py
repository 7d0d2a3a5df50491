"""The JSON form of what an audit adds to a run: places, components, what was not checked, what changed."""

from ostiary.core.audit import Audit, Changes, People, Place, Vetted
from ostiary.core.inventory import Component, Listing, Unauditable
from ostiary.core.location import Location
from ostiary.report.forms import Form, moment, reason_form
from ostiary.report.names import purl_of


def audit_form(audit: Audit) -> Form:
    """An audit; `changes` is null where there was no earlier one to compare with."""
    return {
        "places": [_place(one) for one in audit.places],
        "unchecked": [_unauditable(one) for one in audit.unchecked],
        "changes": _changes(audit.changes) if audit.changes else None,
        "new_only": audit.new_only,
        "priorities": [
            {
                "fingerprint": one.fingerprint,
                "subject": one.subject,
                "rank": one.rank,
                "why": one.words,
                "ssvc": one.ssvc,
                "inputs": one.inputs,
            }
            for one in audit.pressing
        ],
        "people": [_people(one) for one in audit.people],
        "people_unasked": [
            {"reason": reason, "components": count} for reason, count in audit.unasked
        ],
        "vetted": [_vetted(one) for one in audit.vetted],
        "trend": [
            {"at": moment(at), "components": components, "findings": findings}
            for at, components, findings in audit.trend
        ],
    }


def _place(place: Place) -> Form:
    return {
        "name": place.name,
        "path": place.path,
        "kind": place.kind,
        "files": place.files,
        "listings": [_listing(one) for one in place.listings],
        "components": [
            _component(one, listing) for listing in place.listings for one in listing.components
        ],
        "unreadable": [_unauditable(one) for one in place.unauditable],
        "models": [{"path": path, "size": size} for path, size in place.models],
        "models_left": place.models_left,
        "not_models": place.not_models,
    }


def _listing(listing: Listing) -> Form:
    return {
        "format": listing.format,
        "path": listing.path,
        "kind": listing.kind.value,
        "components": len(listing.components),
        "project": listing.project,
    }


def _component(one: Component, listing: Listing) -> Form:
    return {
        "purl": purl_of(one.subject),
        "type": one.type,
        "name": one.name,
        "version": one.version,
        **_at(one.at),
        "listing": listing.path,
        "key": one.key,
        "scope": one.scope.value,
        "groups": one.groups,
        "direct": one.direct,
        "parents": one.parents,
        "requirement": one.requirement,
        "markers": one.markers,
        "origin": one.origin.value,
        "source": one.source,
        "digests": [str(digest) for digest in one.digests],
        "details": dict(one.properties),
    }


def _people(one: People) -> Form:
    return {
        "type": one.type,
        "name": one.name,
        "version": one.version,
        "asked": moment(one.at),
        "maintainers": one.maintainers,
        "publisher": one.publisher,
        "publishing": one.publishing,
        "attested": one.attested,
        "identities": one.identities,
    }


def _vetted(one: Vetted) -> Form:
    return {
        "type": one.type,
        "name": one.name,
        "version": one.version,
        "at": moment(one.at),
        "decision": None if one.decision is None else one.decision.word,
        "reasons": one.reasons,
    }


def _unauditable(one: Unauditable) -> Form:
    return {"name": one.name, **_at(one.at), "reason": one.reason, "hint": one.hint}


def _at(at: Location) -> Form:
    return {"path": at.path, "line": at.line}


def _changes(changes: Changes) -> Form:
    return {
        "since": {"what": changes.what, "run": changes.run, "at": moment(changes.at)},
        "components": [
            {
                "kind": one.kind.value,
                "place": one.place,
                "type": one.type,
                "name": one.name,
                "before": one.before,
                "after": one.after,
                **_at(one.at),
            }
            for one in changes.components
        ],
        "new_findings": changes.fresh,
        "fixed_findings": [
            {
                "fingerprint": one.fingerprint,
                "subject": one.subject,
                "check": one.check,
                "message": one.message,
                "advisory": one.advisory,
            }
            for one in changes.fixed
        ],
        "people": [
            {
                "kind": one.kind.value,
                "type": one.type,
                "name": one.name,
                "version": one.version,
                "before": one.before,
                "after": one.after,
                **_at(one.at),
            }
            for one in changes.people
        ],
        "new_unread": [_unauditable(one) for one in changes.unread],
        "decision": changes.decision.word,
        "reasons": [reason_form(one) for one in changes.reasons],
    }
