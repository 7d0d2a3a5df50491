"""Which methods send, whatever they belong to?"""

from ostiary.core.coverage import BY_ITSELF
from ostiary.program.engine.machine import Machine
from ostiary.program.flow import Taint
from ostiary.program.wordlist import wordlist

SENDERS = wordlist(
    "send sendall sendto post put write_message send_message sendMessage send_photo send_document"
    " sendmail publish upload upload_file upload_fileobj put_object storbinary emit request"
    " execute sendDocument send_file patch sendMail urlopen request_async set_payload create_issue"
    " update_file create_gist files_upload upload_blob upload_from_file upload_from_filename"
    " upload_from_string upload_data upload_bytes insert_one insert_many add_document create_file"
    " put_file putfo storlines sendVideo sendAudio sendVoice send_video send_audio send_voice"
    " send_media_group sendPhoto webhook notify create_paste post_message chat_postMessage"
    " files_upload_v2 set_content produce xadd lpush rpush hset send_string send_json send_multipart"
    " basic_publish send_bytes send_str sendMediaGroup capture_message exec_command api_call send_and_wait"
)
"""Methods that send, whatever they belong to; noted only when what goes in is worth a theft."""

CARRIERS = SENDERS - wordlist(
    "execute request set_payload emit post put urlopen update_file set_content notify produce"
    " patch hset lpush rpush"
)
"""Those that send also where the object that they belong to was made without an address."""

NAMED = wordlist("send emit publish notify produce xadd lpush rpush hset basic_publish")
"""Those that are told first what is sent: an event, a method or a topic, with dots in it as a host has."""

SERVICES = wordlist(
    "posthog segment analytics mixpanel amplitude rollbar bugsnag honeybadger raygun4py sentry_sdk newrelic"
    " wandb neptune comet_ml apprise notifiers twilio gspread firebase_admin pyairtable notion_client"
    " pushbullet pushover confluent_kafka elasticsearch opensearchpy smbclient"
    " sentry datadog firebase supabase airtable notionhq googleapis pusher pubnub ably sendgrid mailgun"
    " postmark resend onesignal logtail loggly logrocket intercom statsig"
)
"""Libraries that are there to send: to one service that nobody has to name, or to whom else they are told."""

PARTS = frozenset({"headers", "params", "cookies", "data", "json", "files", "meta", "extensions"})
"""Parts of a request or of a session, which goes out with all that was put into them."""

LOOT = frozenset(
    {
        *(Taint.SECRET, Taint.BROWSER, Taint.WALLET, Taint.ENVIRONMENT),
        *(Taint.CLIPBOARD, Taint.KEYSTROKES, Taint.SCREEN, Taint.MEMORY),
    }
)
"""What is taken from a machine and nobody hands to a client by chance."""


def worth_sending(m: Machine) -> frozenset[Taint]:
    """What is worth a note where a method sends it: before anybody asked, also who the machine is."""
    return LOOT | {Taint.HOST} if m.reach in BY_ITSELF and not m.deep else LOOT
