"""People with accounts."""

import factory

from accounts.models import User

PASSWORD = "en lång och god fras 7"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with an account whose password is `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = "Kim"
    last_name = factory.Sequence(lambda n: f"Person {n}")
    language = "sv"

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **kwargs: object) -> User:
        kwargs.setdefault("password", PASSWORD)
        return model_class.objects.create_user(*args, **kwargs)
