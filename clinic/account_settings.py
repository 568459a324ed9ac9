"""How people log in, and how often they may try: the same on every machine.

These are settings of Django and of allauth, read through `clinic/settings.py`.
"""

AUTH_USER_MODEL = "clinic.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "bookings:appointment-list"

ACCOUNT_ADAPTER = "clinic.accounts.AccountAdapter"
MFA_ADAPTER = "clinic.accounts.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "add_email": "clinic.accounts.AddEmailForm",
    "confirm_email_verification_code": "clinic.accounts.EmailCodeEntryForm",
    "confirm_login_code": "clinic.accounts.LogInCodeEntryForm",
    "login": "clinic.accounts.LogInForm",
    "request_login_code": "clinic.accounts.LogInCodeForm",
    "signup": "clinic.accounts.SignUpForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# A code and a link hold so many seconds; the mail says so in minutes, and is not sent later.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # for emails as for second factors
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "bookings:home"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # of a phone's clock: the step before and the one after are taken too
MFA_FORMS = {
    "authenticate": "clinic.second_factor.AuthenticateForm",
    "reauthenticate": "clinic.second_factor.ReauthenticateForm",
    "activate_totp": "clinic.second_factor.ActivateForm",
}

# By address (a household, or a whole clinic's Wi-Fi) and, as "key", by the email that is tried.
ACCOUNT_RATE_LIMITS = {
    "login": "30/10m/ip",
    "login_failed": "20/10m/ip,5/10m/key",  # the key is an email at an address
    # Of one email from wherever its account has not logged in lately: guessing from many addresses
    # stays slow, and holds back nobody where they are known.
    "login_failed_elsewhere": "20/h/key",
    "request_login_code": "20/10m/ip,3/m/key,10/h/key",
    "signup": "20/10m/ip",
    "confirm_email": "1/10s/key,10/h/key",
    "reset_password": "20/10m/ip,5/h/key",
    "reset_password_from_key": "20/10m/ip",
}
