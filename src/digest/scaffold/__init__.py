"""What authors begin with: new sites, migrated sites, new issues and the inbox, as files to write.

Everything here gives data; the commands write it.
"""
