"""The screens that a borrower sees: views in, signals out; presenters connect them to the desk."""
