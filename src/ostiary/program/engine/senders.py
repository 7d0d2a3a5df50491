"""Which methods send, whatever they belong to?"""

from ostiary.program.wordlist import wordlist

SENDERS = wordlist(
    "send sendall sendto post put write_message send_message sendMessage send_photo send_document"
    " sendmail publish upload upload_file upload_fileobj put_object storbinary emit request"
    " execute sendDocument send_file patch sendMail urlopen request_async set_payload create_issue"
    " update_file create_gist"
)
"""Methods that send, whatever they belong to; noted only when what goes in is worth a theft."""
