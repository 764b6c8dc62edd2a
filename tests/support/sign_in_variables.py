"""The variables of a sign-in that is set up in full."""

from __future__ import annotations

OIDC = {
    "MODELSYNC_OIDC_CLIENT_ID": "models",
    "MODELSYNC_OIDC_CLIENT_SECRET": "s" * 40,
    "MODELSYNC_OIDC_COOKIE_SECRET": "c" * 40,
    "MODELSYNC_OIDC_SERVER_METADATA_URL": "https://login.example.com/.well-known/openid-configuration",
    "MODELSYNC_OIDC_REDIRECT_URI": "https://models.example.com/oauth2callback",
}
