"""The served product: routes, sign-in and pages."""
