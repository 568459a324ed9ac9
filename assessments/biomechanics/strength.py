"""Hip-abductor strength, and one side against the other. Pure."""

EXPECTED_SD_NM_PER_KG = 0.354  # of the norm below


def torque_nm_per_kg(*, force_n: float, arm_m: float, mass_kg: float) -> float:
    """Return the torque about the hip for each kilogram of body, in N·m/kg.

    Raises ValueError for a mass that is not positive. Code `hip_abd_nm_per_kg`.
    """
    if mass_kg <= 0:
        raise ValueError("A torque for each kilogram needs the body's mass.")
    return force_n * arm_m / mass_kg


def expected_torque_nm_per_kg(*, age: float, male: bool) -> float:
    """Return the norm of novice runners (n = 831), in N·m/kg: an eccentric, side-lying test alone.

    Ramskov et al. 2014, verified abstract. Code `hip_abd_expected`.
    """
    return 1.600 - 0.005 * age + (0.215 if male else 0.0)


def torque_z(value_nm_per_kg: float, *, age: float, male: bool) -> float:
    """Return how many standard deviations a torque lies above the norm. Code `hip_abd_z`."""
    expected = expected_torque_nm_per_kg(age=age, male=male)
    return (value_nm_per_kg - expected) / EXPECTED_SD_NM_PER_KG


def limb_symmetry_pct(*, involved: float, uninvolved: float) -> float:
    """Return 100 × involved ÷ uninvolved; 100 is alike. Raises ValueError. Code `lsi_pct`."""
    if uninvolved <= 0 or involved < 0:
        raise ValueError("A limb symmetry needs the other side's value.")
    return 100 * (involved / uninvolved)


def weaker_to_stronger_pct(left: float, right: float) -> float:
    """Return 100 × weaker ÷ stronger, where no side is involved. Raises ValueError."""
    return limb_symmetry_pct(involved=min(left, right), uninvolved=max(left, right))
