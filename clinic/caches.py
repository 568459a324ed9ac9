"""The shared cache, which only makes things better: while it is away, everything works without."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Answers as an empty cache would while Redis does not answer.

    Rate limits count in it, our own and those of the log-in: then they let everybody pass, for a
    patient who cannot book is worse than a visitor who tries too often.
    """

    def add(self, *args, **kwargs):
        return self._or(True, super().add, *args, **kwargs)

    def get(self, key, default=None, version=None):
        return self._or(default, super().get, key, default, version)

    def set(self, *args, **kwargs):
        return self._or(None, super().set, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._or(False, super().delete, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        try:
            return super().incr(key, delta, version)
        except RedisError as error:
            self._report(error)
            raise ValueError("The key is not there.") from error  # as for one that was dropped

    def _or(self, otherwise, operation, *args, **kwargs):
        try:
            return operation(*args, **kwargs)
        except RedisError as error:
            self._report(error)
            return otherwise

    def _report(self, error):
        logger.warning("The cache does not answer, so nothing is counted: %s", type(error).__name__)
